namespace OrleansTwin.Store.Codecs;

/// <summary>
/// The straight line from raw values to values, so that both need not be stored: value = raw · gain + offset, and the number of
/// representable doubles between that and the value, which is 0 if the line is the sensor's own and a few if it is only near
/// (a curve, a unit's conversion after the gain).
/// </summary>
internal readonly record struct Calibration(double Gain, double Offset)
{
    private const int PlacesMax = 12;
    private const int Probes = 8;

    /// <summary>
    /// The line through the samples of the least and the greatest raw value, as short decimals if those are exact.
    /// </summary>
    public static Calibration? Find(ReadOnlySpan<double> raws, ReadOnlySpan<double> values)
    {
        int low = 0, high = 0;
        for (var i = 0; i < raws.Length; i++)
        {
            if (double.IsFinite(raws[i]) && double.IsFinite(values[i]))
                (low, high) = (raws[i] < raws[low] ? i : low, raws[i] > raws[high] ? i : high);
        }

        var gain = (values[high] - values[low]) / (raws[high] - raws[low]);
        var offset = values[low] - (raws[low] * gain);
        if (!double.IsFinite(gain) || !double.IsFinite(offset))
            return null;
        return Rounded(gain, raws, values, low) ?? new Calibration(gain, offset);
    }

    /// <summary>How far values are from the line, in representable doubles; wraps.</summary>
    public void ToRests(ReadOnlySpan<double> raws, ReadOnlySpan<double> values, Span<long> rests)
    {
        for (var i = 0; i < rests.Length; i++)
            rests[i] = DoubleBlock.Order(BitConverter.DoubleToInt64Bits(values[i])) - OrderAt(raws[i]);
    }

    public void FromRests(ReadOnlySpan<double> raws, ReadOnlySpan<long> rests, Span<double> values)
    {
        for (var i = 0; i < rests.Length; i++)
            values[i] = BitConverter.Int64BitsToDouble(DoubleBlock.Order(OrderAt(raws[i]) + rests[i]));
    }

    /// <summary>Processors differ in which NaN they make: none is taken from them.</summary>
    private long OrderAt(double raw)
    {
        var value = (raw * Gain) + Offset;
        return double.IsNaN(value) ? 0 : DoubleBlock.Order(BitConverter.DoubleToInt64Bits(value));
    }

    private static Calibration? Rounded(double gain, ReadOnlySpan<double> raws, ReadOnlySpan<double> values, int at)
    {
        for (var gainPlaces = 0; gainPlaces <= PlacesMax; gainPlaces++)
        {
            var shortGain = Math.Round(gain, gainPlaces);
            for (var offsetPlaces = 0; offsetPlaces <= PlacesMax; offsetPlaces++)
            {
                var line = new Calibration(shortGain, Math.Round(values[at] - (raws[at] * shortGain), offsetPlaces));
                if (line.IsExactAtSome(raws, values))
                    return line;
            }
        }

        return null;
    }

    private bool IsExactAtSome(ReadOnlySpan<double> raws, ReadOnlySpan<double> values)
    {
        var exact = 0;
        for (var i = 0; i < Probes; i++)
        {
            var at = i * (raws.Length - 1) / (Probes - 1);
            exact += OrderAt(raws[at]) == DoubleBlock.Order(BitConverter.DoubleToInt64Bits(values[at])) ? 1 : 0;
        }

        return exact >= Probes - 1;
    }
}
