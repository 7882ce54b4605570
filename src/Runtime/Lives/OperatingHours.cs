using OrleansTwin.Store;
using OrleansTwin.Twins.Elements;

namespace OrleansTwin.Runtime.Lives;

/// <summary>
/// How long machines have produced, by the ledger. What lies before the day is summed once a day, so that a look costs the hours
/// and minutes of one day; what lies between two moments of the past is summed once.
/// </summary>
internal sealed class OperatingHours(ITwinStore store)
{
    private readonly Dictionary<(int Machine, long FromTicks), (long ToTicks, long Ticks)> _settled = [];
    private readonly Dictionary<(int Machine, long FromTicks, long ToTicks), double> _past = [];

    /// <summary>Between two moments of which the later one is over.</summary>
    public async ValueTask<double> BetweenAsync(int machine, long fromTicks, long toTicks, CancellationToken cancellation)
    {
        if (!_past.TryGetValue((machine, fromTicks, toTicks), out var hours))
        {
            var ticks = await SumAsync(machine, Buckets.StartOf(fromTicks), Buckets.StartOf(toTicks), cancellation);
            _past[(machine, fromTicks, toTicks)] = hours = TimeSpan.FromTicks(ticks).TotalHours;
        }

        return hours;
    }

    /// <summary>Since a moment.</summary>
    public async ValueTask<double> SinceAsync(int machine, long fromTicks, long nowTicks, CancellationToken cancellation)
    {
        var (from, now) = (Buckets.StartOf(fromTicks), Buckets.StartOf(nowTicks));

        // Late samples may still change what lies nearer.
        var day = (now - ILedger.LookBackTicks) / TimeSpan.TicksPerDay * TimeSpan.TicksPerDay;
        var settled = _settled.GetValueOrDefault((machine, from), (from, 0));
        if (day > settled.ToTicks)
            _settled[(machine, from)] = settled = (day, await SumAsync(machine, from, day, cancellation));
        var ticks = settled.Ticks + await SumAsync(machine, Math.Min(settled.ToTicks, now), now, cancellation);
        return TimeSpan.FromTicks(ticks).TotalHours;
    }

    private async ValueTask<long> SumAsync(int machine, long fromTicks, long toTicks, CancellationToken cancellation)
    {
        if (toTicks <= fromTicks)
            return 0;
        var sum = await store.Ledger.SumAsync(new ElementQuery(machine, fromTicks, toTicks), cancellation);
        return sum[Element.ActualProductionTime];
    }
}
