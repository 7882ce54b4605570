using OrleansTwin.Store.Codecs;
using OrleansTwin.Twins.Elements;

namespace OrleansTwin.Store.Sql;

/// <summary>What the rows of one checkpoint change in the hour and day sums.</summary>
internal sealed class RollupChanges
{
    public Dictionary<(int TwinKey, long StartTicks), ContextSums> Hours { get; } = [];

    public Dictionary<(int TwinKey, long StartTicks), ContextSums> Days { get; } = [];

    public void Add(int twinKey, in ElementSlice slice)
    {
        SumsOf(Hours, twinKey, LedgerLevel.Hour, slice).Add(slice);
        SumsOf(Days, twinKey, LedgerLevel.Day, slice).Add(slice);
    }

    public void Subtract(int twinKey, in ElementSlice slice)
    {
        SumsOf(Hours, twinKey, LedgerLevel.Hour, slice).Subtract(slice);
        SumsOf(Days, twinKey, LedgerLevel.Day, slice).Subtract(slice);
    }

    private static ContextSums SumsOf(
        Dictionary<(int TwinKey, long StartTicks), ContextSums> all, int twinKey, LedgerLevel level, in ElementSlice slice)
    {
        var key = (twinKey, LedgerWindow.StartOf(level, slice.Key.BucketTicks));
        if (!all.TryGetValue(key, out var sums))
            all.Add(key, sums = new ContextSums());
        return sums;
    }
}
