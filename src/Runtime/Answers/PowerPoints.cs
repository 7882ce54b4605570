using OrleansTwin.Api.Hosting;

namespace OrleansTwin.Runtime.Answers;

/// <summary>
/// Points of several power sensors, added by their times. In whole microwatts, since sums of floating point depend on the order
/// in which the sensors come, and so on which of them share a shard. Exact up to 9 GW.
/// </summary>
internal sealed class PowerPoints
{
    private const double MicrowattsPerKw = 1e9;

    private readonly SortedDictionary<DateTimeOffset, (HistoryPoint First, Sum? Several)> _points = [];

    public void Add(IEnumerable<HistoryPoint> points)
    {
        foreach (var point in points)
        {
            _points[point.At] = _points.TryGetValue(point.At, out var kept)
                ? (kept.First, (kept.Several ?? Sum.Of(kept.First)) + Sum.Of(point))
                : (point, null);
        }
    }

    /// <summary>What a single sensor says of a stretch is left as it is.</summary>
    public List<HistoryPoint> ToList() => [.. _points.Values.Select(kept => kept.Several?.At(kept.First.At) ?? kept.First)];

    private static Int128 Microwatts(double kw) => (Int128)Math.Round(Math.Clamp(kw, -1e18, 1e18) * MicrowattsPerKw);

    private static double Kw(Int128 microwatts) => (double)microwatts / MicrowattsPerKw;

    private readonly record struct Sum(Int128 Min, Int128 Max, Int128 Mean, long Count)
    {
        public static Sum Of(HistoryPoint point) =>
            new(Microwatts(point.Min), Microwatts(point.Max), Microwatts(point.Mean), point.Count);

        public static Sum operator +(in Sum a, in Sum b) => new(a.Min + b.Min, a.Max + b.Max, a.Mean + b.Mean, a.Count + b.Count);

        public HistoryPoint At(DateTimeOffset at) => new(at, Kw(Min), Kw(Max), Kw(Mean), Count);
    }
}
