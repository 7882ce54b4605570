namespace OrleansTwin.Twins.Samples;

/// <summary>
/// One measured value of one sensor, conditioned (calibrated, in the sensor's unit). Times are UTC ticks of 100 ns as in
/// <see cref="DateTime.Ticks"/>. A text sensor (state names, order numbers) carries <see cref="Text"/> and a value of 0.
/// <see cref="RawValue"/> is what the source sent, before calibration.
/// </summary>
public readonly record struct Sample(
    long SourceTicks, long ReceiveTicks, double Value, double RawValue, Quality Quality, string? Text)
{
    public Sample(long sourceTicks, double value, Quality quality = Quality.Good)
        : this(sourceTicks, sourceTicks, value, value, quality, null)
    {
    }

    public Sample(long sourceTicks, string text, Quality quality = Quality.Good)
        : this(sourceTicks, sourceTicks, 0, 0, quality, text)
    {
    }

    /// <summary>
    /// The one order in which samples of a sensor fold: source time, then value, then quality, then text. Receive time takes no
    /// part, so a redelivered sample is equal (0) to its first delivery and is folded once.
    /// </summary>
    public static int Compare(in Sample a, in Sample b)
    {
        var order = a.SourceTicks.CompareTo(b.SourceTicks);
        if (order == 0)
            order = a.RawValue.CompareTo(b.RawValue);
        if (order == 0)
            order = ((byte)a.Quality).CompareTo((byte)b.Quality);
        return order != 0 ? order : string.CompareOrdinal(a.Text, b.Text);
    }
}
