using OrleansTwin.Twins.Elements;

namespace OrleansTwin.Store;

/// <summary>What every ledger row has to keep, so that windows can be summed exactly from few reads.</summary>
internal static class LedgerRules
{
    /// <exception cref="ArgumentException">Says which rule is broken.</exception>
    public static void Check(LedgerRow row)
    {
        var bucket = row.Report.BucketTicks;
        RequireWholeMinute(bucket, "A ledger row's bucket");
        foreach (var slice in row.Report.Slices)
        {
            RequireWholeMinute(slice.Key.BucketTicks, "A slice's bucket");
            if (slice.Key.BucketTicks > bucket || bucket - slice.Key.BucketTicks > ILedger.LookBackTicks)
            {
                throw new ArgumentException(
                    $"A slice of {Text(slice.Key.BucketTicks)} in the row of {row.Report.TwinId} at {Text(bucket)}: "
                    + $"slices lie at or before their row, at most {TimeSpan.FromTicks(ILedger.LookBackTicks)} back.");
            }
        }
    }

    public static void Check(in ElementQuery query)
    {
        RequireWholeMinute(query.FromTicks, "The window's begin");
        RequireWholeMinute(query.ToTicks, "The window's end");
        if (query.ToTicks < query.FromTicks)
            throw new ArgumentException($"The window ends at {Text(query.ToTicks)}, before its begin {Text(query.FromTicks)}.");
    }

    private static void RequireWholeMinute(long ticks, string what)
    {
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks || ticks % Buckets.WidthTicks != 0)
            throw new ArgumentException($"{what} is {ticks} ticks; expected a whole UTC minute.");
    }

    private static string Text(long ticks) => new DateTime(ticks, DateTimeKind.Utc).ToString("O");
}
