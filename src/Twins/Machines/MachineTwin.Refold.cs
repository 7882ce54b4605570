using OrleansTwin.Twins.Alarms;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Machines;

/// <content>Folding a bucket again, and the twin's snapshot.</content>
public sealed partial class MachineTwin
{
    /// <summary>True for the bucket that the watermark lies in: refolding it changes the present state.</summary>
    public bool IsOpen(long bucketTicks) => _fold.HasStarted && bucketTicks >= _fold.BucketTicks;

    /// <summary>
    /// Folds a bucket again, from its opening state and all its distinct samples. The host then compares
    /// <see cref="Refolded.Closing"/> with the opening of the next bucket and goes on there while they differ. The open bucket is
    /// folded up to the watermark and goes on from there.
    /// </summary>
    /// <param name="bucketTicks">The bucket's start.</param>
    /// <param name="opening">The state at its start; empty: nothing was known then.</param>
    /// <param name="samples">All samples of <see cref="Signals"/> with source times in the bucket, which are used up.</param>
    public Refolded Refold(long bucketTicks, ReadOnlyMemory<byte> opening, SignalSamples samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        _refolds.Remove(bucketTicks);
        var fold = NewFold();
        fold.Open(opening.Span);
        if (IsOpen(bucketTicks))
            return RefoldOpen(fold, opening, samples);
        samples.FoldBefore(bucketTicks + Buckets.WidthTicks, fold);
        fold.AdvanceTo(bucketTicks + Buckets.WidthTicks);
        if (fold.Closed.Count == 0)
            return new Refolded(new FoldedBucket(NewReport(bucketTicks, true, [], []), opening), opening);
        var closed = fold.Closed[0];
        return new Refolded(
            new FoldedBucket(NewReport(bucketTicks, true, closed.Slices, closed.Events), opening), closed.Closing);
    }

    /// <summary>To be filled for <see cref="Refold"/>.</summary>
    public SignalSamples NewSamples() => new(_signals);

    /// <summary>A bucket is not folded again: its samples are no longer all there. It stays as it is, and is counted.</summary>
    public void DeclineRefold(long bucketTicks)
    {
        if (_refolds.Remove(bucketTicks))
            RefoldsDeclined++;
    }

    /// <summary>The twin's whole state; the same inputs in the same order give the same bytes.</summary>
    public void Save(StateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteVersion(Layout);
        writer.WriteInt64(_version);
        writer.WriteInt64(_nextReportTicks);
        writer.WriteBytes(_opening.Span);
        SaveBuckets(writer, _refolds);
        SaveBuckets(writer, _ahead);
        _live.Save(writer);
        _pending.Save(writer, Asset);
        _fold.Save(writer);
        writer.WriteBool(_alarms is not null);
        _alarms?.Save(writer);
    }

    /// <summary>Its state was lost: reports and live values from now on have higher versions than this.</summary>
    public void BeginAbove(long version)
    {
        _version = version;
        _live.BeginAbove(version);
        _alarms = new MachineAlarms();
        _alarms.BeginAbove(version);
    }

    /// <exception cref="StateFormatException">The bytes are damaged or of a newer version.</exception>
    public void Load(ref StateReader reader)
    {
        var layout = reader.ReadVersion(Layout);
        _version = reader.ReadInt64();
        _nextReportTicks = reader.ReadInt64();
        _opening = reader.ReadBytes().ToArray();
        LoadBuckets(ref reader, _refolds);
        LoadBuckets(ref reader, _ahead);
        _live.Load(ref reader, hasSensorsInAlarm: layout < 2);
        _pending.Load(ref reader, Asset);
        _fold.Load(ref reader);
        if (layout < 2 || !reader.ReadBool())
            return;
        _alarms = new MachineAlarms();
        _alarms.Load(ref reader);
        _alarms.Describe(RuleOf);
        _live.Load(_alarms);
    }

    private static void SaveBuckets(StateWriter writer, SortedSet<long> buckets)
    {
        writer.WriteCount(buckets.Count);
        foreach (var bucket in buckets)
            writer.WriteInt64(bucket);
    }

    private static void LoadBuckets(ref StateReader reader, SortedSet<long> buckets)
    {
        for (var left = reader.ReadCount(RefoldsMax); left > 0; left--)
            buckets.Add(reader.ReadInt64());
    }

    private Refolded RefoldOpen(MachineFold fold, ReadOnlyMemory<byte> opening, SignalSamples samples)
    {
        var watermark = _fold.AtTicks;
        samples.FoldBefore(watermark, fold);
        fold.AdvanceTo(watermark);
        (_fold, _opening) = (fold, opening);
        return new Refolded(new FoldedBucket(Open(fold).ToReport(), opening), default);
    }
}
