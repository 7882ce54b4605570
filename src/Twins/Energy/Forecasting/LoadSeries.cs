namespace OrleansTwin.Twins.Energy.Forecasting;

/// <summary>
/// What a meter counted in equal steps of time, without gaps: a step without a reading is NaN. Times are local and without a
/// daylight-saving change, because people's habits go by the clock on the wall.
/// </summary>
public sealed class LoadSeries
{
    private const int MinutesOfDay = 24 * 60;

    /// <param name="start">When the first step began.</param>
    /// <param name="stepMinutes">Divides a day.</param>
    /// <param name="values">Energy of each step in kWh.</param>
    /// <param name="companions">Other readings of the same steps: reactive energy, power factor. Only their past is used.</param>
    public LoadSeries(DateTime start, int stepMinutes, float[] values, IReadOnlyList<float[]>? companions = null)
    {
        if (stepMinutes < 1 || MinutesOfDay % stepMinutes != 0 || start.TimeOfDay.TotalMinutes % stepMinutes != 0)
        {
            throw new ArgumentException(
                $"Steps of {stepMinutes} minutes from {start:HH:mm} on don't fill a day; expected such as begin at midnight.");
        }

        Companions = companions ?? [];
        var other = Companions.FirstOrDefault(column => column.Length != values.Length);
        if (other is not null)
            throw new ArgumentException($"A companion has {other.Length} readings; expected {values.Length}, one for each step.");
        (Start, StepMinutes, Values) = (start, stepMinutes, values);
    }

    public DateTime Start { get; }

    public int StepMinutes { get; }

    public IReadOnlyList<float> Values { get; }

    public IReadOnlyList<float[]> Companions { get; }

    public int Count => Values.Count;

    public int StepsOfDay => MinutesOfDay / StepMinutes;

    public DateTime StartOf(int step) => Start.AddMinutes((double)step * StepMinutes);

    /// <summary>Which step of its day it is, from 0.</summary>
    public int PlaceInDay(int step) => (int)(StartOf(step).TimeOfDay.TotalMinutes / StepMinutes);
}
