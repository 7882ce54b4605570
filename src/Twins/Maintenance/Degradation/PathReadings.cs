using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Maintenance.Degradation;

/// <summary>
/// What an asset's readings say of its line: six sums, in any order of readings. They hold whatever is believed of the asset.
/// </summary>
/// <param name="Count">Readings that showed wear.</param>
/// <param name="X">Sum of their clocks: hours, or the logarithm of hours.</param>
/// <param name="SquaredX">Sum of the squares of clocks.</param>
/// <param name="Y">Sum of the logarithms of the signal above its offset.</param>
/// <param name="XY">Sum of products of both.</param>
/// <param name="SquaredY">Sum of the squares of logarithms.</param>
public readonly record struct PathReadings(double Count, double X, double SquaredX, double Y, double XY, double SquaredY)
{
    /// <summary>Squares of clocks around their mean; 0: all readings are of one moment.</summary>
    internal double Spread => Count > 0 ? Math.Max(0, SquaredX - (X * X / Count)) : 0;

    /// <summary>Of the straight line that is nearest to the readings.</summary>
    internal double Slope => (XY - (X * Y / Count)) / Spread;

    /// <summary>With another reading. One that shows no wear above the offset has no logarithm and teaches nothing.</summary>
    /// <param name="form">How wear grows.</param>
    /// <param name="offset">What the signal shows without wear.</param>
    /// <param name="hours">Age of the asset, more than 0.</param>
    /// <param name="signal">What it showed.</param>
    public PathReadings With(PathForm form, double offset, double hours, double signal)
    {
        if (!(hours > 0) || double.IsInfinity(hours))
            throw new ArgumentOutOfRangeException(nameof(hours), hours, "Expected more than 0 hours.");
        if (!(signal > offset) || double.IsInfinity(signal))
            return this;
        var (x, y) = (PathClock.Of(form, hours), Math.Log(signal - offset));
        return new PathReadings(Count + 1, X + x, SquaredX + (x * x), Y + y, XY + (x * y), SquaredY + (y * y));
    }

    public void Save(StateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        foreach (var sum in (ReadOnlySpan<double>)[Count, X, SquaredX, Y, XY, SquaredY])
            writer.WriteDouble(sum);
    }

    /// <exception cref="StateFormatException">The bytes end too early.</exception>
    public static PathReadings Load(ref StateReader reader) => new(
        reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(),
        reader.ReadDouble());

    /// <summary>
    /// As they were saved before squares of logarithms were: readings are taken to have been as noisy as was believed.
    /// </summary>
    /// <exception cref="StateFormatException">The bytes end too early.</exception>
    public static PathReadings LoadWithoutSquares(ref StateReader reader, double logNoise)
    {
        var (count, x, squaredX, y, xy) = (
            reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
        if (count < 1)
            return default;
        var readings = new PathReadings(count, x, squaredX, y, xy, 0);
        return readings with { SquaredY = readings.OnLine + (Math.Max(0, count - 2) * logNoise * logNoise) };
    }

    /// <summary>
    /// Deviation of readings from their line, with what was told of it counting as two readings more: as doubtful as
    /// <see cref="PathLines.NoiseDeviation"/> says.
    /// </summary>
    internal double Noise(double told)
    {
        var free = Math.Max(0, Count - 2);
        return Math.Sqrt(((2 * told * told) + Math.Max(0, free > 0 ? SquaredY - OnLine : 0)) / (2 + free));
    }

    /// <summary>Squares of logarithms that the nearest line has.</summary>
    private double OnLine => (Y * Y / Count) + (Spread > 0 ? Slope * Slope * Spread : 0);
}

/// <summary>The clock by which the logarithm of wear is a line.</summary>
internal static class PathClock
{
    public static double Of(PathForm form, double hours) => form == PathForm.Exponential ? hours : Math.Log(hours);

    /// <summary>When the clock shows this.</summary>
    public static double Hours(PathForm form, double clock) => form == PathForm.Exponential ? clock : Math.Exp(clock);
}
