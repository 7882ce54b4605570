namespace OrleansTwin.Bench.Soak;

/// <summary>How long, and how much. Each sensor says something ten times a second.</summary>
internal sealed record SoakOptions(TimeSpan Length, int Sensors)
{
    public const int HzPerSensor = 10;

    public const int SensorsPerMachine = 25;

    public static readonly TimeSpan ReadingPeriod = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Before that memory may grow: buffers and caches fill. A soak that is shorter than three times as long gives a third of it.
    /// </summary>
    public TimeSpan WarmUp => TimeSpan.FromTicks(Math.Min(TimeSpan.FromMinutes(5).Ticks, Length.Ticks / 3));
}
