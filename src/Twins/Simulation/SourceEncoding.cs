using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Simulation;

/// <summary>
/// The inverse of a sensor's conditioning: from a value in the sensor's unit to what the source sends, and from true
/// time to the source's clock.
/// </summary>
internal sealed class SourceEncoding
{
    private readonly Conditioning _conditioning;
    private readonly LinearConversion _toSourceUnit = LinearConversion.None;
    private readonly bool _isPlain;

    public SourceEncoding(SensorAsset sensor)
    {
        _conditioning = sensor.Conditioning;
        if (_conditioning.SourceUnit is { } sourceUnit && !Units.TryConversion(sensor.Unit, sourceUnit, out _toSourceUnit))
        {
            throw new InvalidOperationException(
                $"{sensor.Id} is sent in '{sourceUnit}' and shown in '{sensor.Unit}'; expected units of one kind.");
        }
        if (_conditioning.Gain == 0)
            throw new InvalidOperationException($"{sensor.Id} has gain 0, so no source value gives its value; expected another.");
        _isPlain = _toSourceUnit.IsNone && _conditioning is { Gain: 1, Offset: 0, Curve.Count: 0 };
    }

    public double Encode(double value)
    {
        if (_isPlain)
            return value;
        return (BeforeCurve(_toSourceUnit.Apply(value)) - _conditioning.Offset) / _conditioning.Gain;
    }

    public long SourceTicks(long trueTicks) => trueTicks - _conditioning.ClockOffsetTicks;

    /// <summary>
    /// The x whose curve value is y, on the segment that holds y, or the nearer end segment; the first one found
    /// where y comes twice.
    /// </summary>
    private double BeforeCurve(double y)
    {
        var curve = _conditioning.Curve;
        if (curve.Count < 2)
            return y;
        var isRising = curve[^1].Y >= curve[0].Y;
        var segment = 0;
        while (segment < curve.Count - 2 && (isRising ? y > curve[segment + 1].Y : y < curve[segment + 1].Y))
            segment++;
        var (low, high) = (curve[segment], curve[segment + 1]);
        return high.Y == low.Y ? low.X : low.X + ((y - low.Y) / (high.Y - low.Y) * (high.X - low.X));
    }
}
