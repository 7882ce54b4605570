namespace OrleansTwin.Twins.Sensors;

/// <summary>
/// What a run of samples did to a sensor, for its machine and for the alarm list. What it says holds for each of the samples; a
/// change of the limit state is the last one's doing.
/// </summary>
/// <param name="Count">How many samples, from the first of the run on, it tells of; at least 1. The host goes on with the rest.
/// </param>
/// <param name="IsPlausible">Their source times are not ahead of their receipt by more than
/// <see cref="SensorTwin.ClockLeadTicksMax"/>.</param>
/// <param name="IsNewest">Each became the sensor's latest value.</param>
/// <param name="Before">The limit state before.</param>
/// <param name="Now">The limit state after.</param>
public readonly record struct SensorReport(int Count, bool IsPlausible, bool IsNewest, LimitState Before, LimitState Now)
{
    public bool IsLimitChange => Before != Now;
}
