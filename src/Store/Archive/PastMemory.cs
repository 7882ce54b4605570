using System.Runtime.CompilerServices;
using OrleansTwin.Store.Buffers;
using OrleansTwin.Store.Codecs;
using OrleansTwin.Twins.Reports;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Archive;

/// <summary>
/// What twins fold with in a replay: the store as it was known at a milestone, and in memory what the replay adds to it. A refold
/// sees the samples that had come by its batch, and no other.
/// </summary>
public sealed class PastMemory(IPast past, Milestone milestone) : ITwinMemory, IFoldHistory, IFoldLedger, ISnapshots
{
    private readonly SampleBuffer _samples = new(Math.Max(1, past.Names.Count));
    private readonly LedgerOverlay _rows = new();

    /// <summary>
    /// A minute was to be folded again whose samples are no longer kept, or damaged: twins are not what they were then.
    /// </summary>
    public bool MissesSamples { get; private set; }

    public INameTable Names => past.Names;

    public ISnapshots Snapshots => this;

    public IFoldHistory History => this;

    public IFoldLedger Ledger => this;

    public void Buffer(int sensorKey, in Sample sample, long sequence) => _samples.Add(sensorKey, sample, sequence);

    public IReadOnlyList<HistoryGap> GapsIn(int sensorKey, long fromTicks, long toTicks)
    {
        var gaps = past.GapsIn(sensorKey, fromTicks, toTicks);
        if (gaps.Count > 0)
            MissesSamples = true;
        return gaps;
    }

    public async ValueTask<Sample[]> ReadAsync(
        int sensorKey, long fromTicks, long toTicks, int limit = int.MaxValue, CancellationToken cancellation = default)
    {
        var samples = await past.ReadSamplesAsync(milestone, sensorKey, fromTicks, toTicks, cancellation).ConfigureAwait(false);
        _samples.TailOf(sensorKey)?.CopyWindow(fromTicks, toTicks, samples);
        SampleOrder.SortDistinct(samples);
        var count = Math.Min(limit, samples.Count);
        while (count > 0 && count < samples.Count && samples[count].SourceTicks == samples[count - 1].SourceTicks)
            count++;
        return [.. samples[..count]];
    }

    public void Put(LedgerRow row)
    {
        LedgerRules.Check(row);
        _rows.Put(row);
    }

    public async ValueTask<IReadOnlyList<LedgerRow>> ReadRowsAsync(
        int twinKey, ReportPart part, long fromTicks, long toTicks, int limit = int.MaxValue,
        CancellationToken cancellation = default)
    {
        var rows = new SortedDictionary<long, LedgerRow>();
        foreach (var row in await past.ReadRowsAsync(milestone, twinKey, part, fromTicks, toTicks, limit, cancellation)
            .ConfigureAwait(false))
        {
            rows.Add(row.Report.BucketTicks, row);
        }

        foreach (var row in _rows.Capture(twinKey, fromTicks, toTicks).Where(row => row.Report.Part == part))
            rows[row.Report.BucketTicks] = Newer(rows.GetValueOrDefault(row.Report.BucketTicks), row);
        return [.. rows.Values.Take(limit)];
    }

    public async ValueTask<LedgerRow?> ReadRowAsync(LedgerRowKey key, CancellationToken cancellation = default)
    {
        var stored = await past.ReadRowAsync(milestone, key, cancellation).ConfigureAwait(false);
        return _rows.Find(key) is { } row ? Newer(stored, row) : stored;
    }

    public async IAsyncEnumerable<Snapshot> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        foreach (var snapshot in await past.ReadSnapshotsAsync(milestone, cancellation).ConfigureAwait(false))
            yield return snapshot;
    }

    private static LedgerRow Newer(LedgerRow? stored, LedgerRow put) =>
        stored is null || put.Report.Version > stored.Report.Version ? put : stored;
}
