using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Twins.Composites;

/// <summary>
/// The twin of a line, area, site or enterprise: the sum of its children, which are machines or composites (DESIGN, rules 2 and
/// 3). It keeps the latest report of each child and part for the last buckets and replaces: a report that comes twice, late or
/// out of order changes nothing or exactly what it corrects. A bucket's sum is updated by taking the child's old elements off and
/// adding the new ones. Settled buckets are let go of soon, since a line of twenty machines takes five kilobytes a minute; should
/// one change, it is composed anew from stored reports. Not safe to share between threads.
/// </summary>
public sealed partial class CompositeTwin
{
    /// <summary>How many buckets up to the newest are kept at most, unless told otherwise.</summary>
    public const int DefaultBucketsKept = 180;

    /// <summary>How many buckets up to the newest are kept though all are settled: most late data is for them.</summary>
    public const int SettledBucketsKept = 10;

    private readonly Dictionary<long, CompositeBucket> _buckets = [];
    private readonly ChildBeginnings _beginnings = new();
    private readonly SliceSums _sums = new();
    private readonly SpareBuffers _buffers = new();
    private readonly Queue<CompositeBucket> _due = new();
    private readonly long _keptTicks;
    private CompositeBucket? _unpacked;
    private string[] _childIds;
    private LiveReport[] _live;
    private LiveReport _own;
    private long _newestTicks = long.MinValue;
    private long _droppedToTicks = long.MinValue;

    /// <param name="id">The composite's path.</param>
    /// <param name="childIds">Paths of its children; a child's place in this list is its number.</param>
    /// <param name="bucketsKept">At least 2.</param>
    public CompositeTwin(string id, IReadOnlyList<string> childIds, int bucketsKept = DefaultBucketsKept)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bucketsKept, 2);
        Id = id;
        _childIds = [.. childIds];
        _live = new LiveReport[_childIds.Length];
        _keptTicks = bucketsKept * Buckets.WidthTicks;
    }

    public string Id { get; }

    public IReadOnlyList<string> ChildIds => _childIds;

    /// <summary>Present power, states and alarms of all children together.</summary>
    public ref readonly LiveReport Live => ref _own;

    public int BucketsHeld => _buckets.Count;

    /// <summary>Takes a child's live report; false where it is not newer than the one that is held.</summary>
    public bool Apply(int child, in LiveReport report)
    {
        ref var held = ref _live[child];
        if (report.Version <= held.Version)
            return false;
        var newestMayFall = held.NewestSourceTicks == _own.NewestSourceTicks && report.NewestSourceTicks < held.NewestSourceTicks;
        LiveSums.Replace(ref _own, held, report);
        _own.Version += report.Version - held.Version;
        held = report;
        _own.NewestSourceTicks =
            newestMayFall ? LiveSums.Newest(_live) : Math.Max(_own.NewestSourceTicks, report.NewestSourceTicks);
        return true;
    }

    /// <summary>Takes a child's report of a bucket (own elements or flow corrections); it is only read.</summary>
    /// <exception cref="ArgumentException">The report is not that child's.</exception>
    public CompositeAnswer Apply(int child, in BucketView report)
    {
        if (_childIds[child] != report.TwinId)
            throw new ArgumentException($"Report of {report.TwinId} came as that of {_childIds[child]}.", nameof(report));
        if (report.Part == ReportPart.Own)
            _beginnings.Add(report.TwinId, report.BucketTicks);
        if (report.BucketTicks <= _droppedToTicks)
            return new CompositeAnswer(false, report.BucketTicks);
        if (!_buckets.TryGetValue(report.BucketTicks, out var bucket))
            _buckets.Add(report.BucketTicks, bucket = new CompositeBucket(report.BucketTicks));
        Unpack(bucket);
        if (!bucket.Replace(report, _sums, _buffers))
            return default;
        Drop(report.BucketTicks);
        if (!bucket.IsDue)
            _due.Enqueue(bucket);
        bucket.IsDue = true;
        return new CompositeAnswer(true, null);
    }

    /// <summary>
    /// The twin's own report of a bucket that has changed, each once, in order of first change; it is lent until the next call. A
    /// host takes all at the end of a batch, before it saves the twin: however many children reported, the parent is told once.
    /// </summary>
    public bool TryTakeReport(out BucketView report)
    {
        report = default;
        if (!_due.TryDequeue(out var bucket))
            return false;
        bucket.IsDue = false;
        Unpack(bucket);
        report = new BucketView(
            Id, ReportPart.Own, bucket.BucketTicks, bucket.Version, IsSettled(bucket), _sums.Read(), []);
        return true;
    }

    /// <summary>
    /// Composes a bucket that is no longer kept from the latest report of every child and part that it had, those that have left
    /// included. The same reports give the same report.
    /// </summary>
    public BucketReport Recompose(long bucketTicks, IEnumerable<BucketReport> childReports)
    {
        Pack();
        var (version, settled) = (0L, 0);
        foreach (var report in childReports)
        {
            if (report.BucketTicks != bucketTicks)
                throw new ArgumentException($"Bucket {bucketTicks} can't be composed of {report.TwinId}'s {report.BucketTicks}.");
            _sums.Add(report.Slices);
            version += report.Version;
            if (report is { IsSettled: true, Part: ReportPart.Own } && Array.IndexOf(_childIds, report.TwinId) >= 0)
                settled++;
        }
        var slices = _sums.ToSlices();
        _sums.Clear();
        return new BucketReport(
            Id, ReportPart.Own, bucketTicks, version, settled >= _beginnings.CountUpTo(bucketTicks), slices, []);
    }

    /// <summary>
    /// The plant changed: children are added, removed or put in another order. Those that stay keep their reports; elements of
    /// those that left stay in the buckets they were part of, and their live values go.
    /// </summary>
    public void Reconfigure(IReadOnlyList<string> childIds)
    {
        var live = new LiveReport[childIds.Count];
        var own = new LiveReport { Version = _own.Version + 1 };
        for (var i = 0; i < live.Length; i++)
        {
            if (Array.IndexOf(_childIds, childIds[i]) is >= 0 and var before)
                live[i] = _live[before];
            LiveSums.Add(ref own, live[i]);
        }
        own.NewestSourceTicks = LiveSums.Newest(live);
        (_childIds, _live, _own) = ([.. childIds], live, own);
        var present = childIds.ToHashSet(StringComparer.Ordinal);
        _beginnings.Keep(present);
        foreach (var bucket in _buckets.Values)
            bucket.CountSettled(present);
    }

    /// <summary>
    /// Its own state was lost, that of its children was not: it goes on with what they say now. Buckets up to the newest of them
    /// are composed anew from the host's store, should one change.
    /// </summary>
    /// <param name="children">The children's present reports, by number.</param>
    public void Resume(ReadOnlySpan<LiveReport> children)
    {
        for (var child = 0; child < children.Length; child++)
            Apply(child, children[child]);
        _newestTicks = _droppedToTicks = Buckets.StartOf(_own.NewestSourceTicks);
        for (var child = 0; child < children.Length; child++)
        {
            if (_live[child].NewestSourceTicks > 0)
                _beginnings.Add(_childIds[child], _droppedToTicks);
        }
    }

    /// <summary>
    /// Lays a bucket's sum out in <see cref="_sums"/>, where it stays while reports of the same bucket follow each other, as they
    /// mostly do.
    /// </summary>
    private void Unpack(CompositeBucket bucket)
    {
        if (_unpacked == bucket)
            return;
        Pack();
        bucket.Own.AddTo(_sums);
        _unpacked = bucket;
    }

    private void Pack()
    {
        _unpacked?.Own.Set(_sums.Read(), isOpen: !IsSettled(_unpacked), _buffers);
        _sums.Clear();
        _unpacked = null;
    }

    private bool IsSettled(CompositeBucket bucket) => bucket.SettledChildren >= _beginnings.CountUpTo(bucket.BucketTicks);

    private void Drop(long bucketTicks)
    {
        if (bucketTicks <= _newestTicks)
            return;
        _newestTicks = bucketTicks;
        var settledTo = Math.Min(SettledToTicks(), _newestTicks - (SettledBucketsKept * Buckets.WidthTicks));
        _droppedToTicks = Math.Max(settledTo, Math.Max(_droppedToTicks, _newestTicks - _keptTicks));
        foreach (var old in _buckets.Keys)
        {
            if (old <= _droppedToTicks)
                _buckets.Remove(old);
        }
    }
}
