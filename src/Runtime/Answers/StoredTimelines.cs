using OrleansTwin.Api.Hosting;
using OrleansTwin.Store;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Runtime.Answers;

/// <summary>A machine's timeline out of its ledger rows.</summary>
internal static class StoredTimelines
{
    /// <param name="ledger">Has the rows.</param>
    /// <param name="key">The machine's.</param>
    /// <param name="asset">The machine.</param>
    /// <param name="query">Window and limit.</param>
    /// <param name="settledTicks">Up to where the machine was settled before the rows are read; 0: not at all.</param>
    /// <param name="nowTicks">The present.</param>
    /// <param name="cancellation">Gives it up.</param>
    public static async Task<TimelineAnswer> ReadAsync(
        ILedger ledger, int key, MachineAsset asset, TimelineQuery query, long settledTicks, long nowTicks,
        CancellationToken cancellation)
    {
        var span = ShiftWindows.Resolve(query.Window, asset, nowTicks);
        var minutes = span.ToMinutes();
        var rows = await ReportsAsync(ledger, key, ReportPart.Own, minutes, cancellation);
        var causes = await ReportsAsync(ledger, key, ReportPart.Flow, minutes, cancellation);
        var intervals = Timelines.Of(rows, causes, span.FromTicks, Math.Min(span.ToTicks, settledTicks));
        var more = intervals.Count > query.Limit;
        return new TimelineAnswer(
            asset.Id,
            span.ToWindow(),
            Times.OrNull(settledTicks),
            more ? intervals[..query.Limit] : intervals,
            more ? intervals[query.Limit].From : null);
    }

    private static async Task<IEnumerable<BucketReport>> ReportsAsync(
        ILedger ledger, int key, ReportPart part, NamedSpan span, CancellationToken cancellation)
    {
        var rows = await ledger.ReadRowsAsync(key, part, span.FromTicks, span.ToTicks, cancellation: cancellation);
        return rows.Select(row => row.Report);
    }
}
