using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Twins.Sensors;

/// <summary>What one sample did to a sensor, for its machine and for the alarm list.</summary>
/// <param name="Sample">The sample itself.</param>
/// <param name="IsPlausible">Its source time is not ahead of its receipt by more than
/// <see cref="SensorTwin.ClockLeadTicksMax"/>.</param>
/// <param name="IsNewest">It is now the sensor's latest value.</param>
/// <param name="Before">The limit state before.</param>
/// <param name="Now">The limit state after.</param>
public readonly record struct SensorReport(Sample Sample, bool IsPlausible, bool IsNewest, LimitState Before, LimitState Now)
{
    public bool IsLimitChange => Before != Now;
}
