namespace OrleansTwin.Twins.Health.Features;

/// <summary>
/// The ways in which assets are operated, each around a centre in the space of settings. Sensors are compared within a regime
/// only.
/// </summary>
public sealed class OperatingRegimes
{
    public const int RegimesMax = 32;

    /// <summary>A row is known up to so many times as far from its centre as the farthest that was learned from.</summary>
    private const double ReachFactor = 3;

    private readonly double[] _scales;
    private readonly double[][] _centres;
    private readonly double[] _reaches;

    internal OperatingRegimes(double[] scales, double[][] centres, double[] reaches) =>
        (_scales, _centres, _reaches) = (scales, centres, reaches);

    public int Count => _centres.Length;

    internal ReadOnlySpan<double> Scales => _scales;

    internal IReadOnlyList<double[]> Centres => _centres;

    internal ReadOnlySpan<double> Reaches => _reaches;

    /// <summary>The regime whose centre is nearest, and whether the row is as near as those that were learned from.</summary>
    /// <param name="settings">NaN is missing, and counts for no regime.</param>
    public (int Regime, bool IsKnown) Of(ReadOnlySpan<float> settings)
    {
        var (best, distance) = (0, double.PositiveInfinity);
        for (var i = 0; i < _centres.Length; i++)
        {
            if (Distance(settings, i) is var found && found < distance)
                (best, distance) = (i, found);
        }

        return (best, distance <= ReachFactor * _reaches[best]);
    }

    internal double Distance(ReadOnlySpan<float> settings, int regime)
    {
        var sum = 0.0;
        var centre = _centres[regime];
        for (var i = 0; i < centre.Length; i++)
        {
            var off = (settings[i] - centre[i]) / _scales[i];
            sum += double.IsNaN(off) ? 0 : off * off;
        }

        return Math.Sqrt(sum);
    }
}
