using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Twins.Composites;

/// <summary>
/// Attributes waiting time along a line as its machines settle their buckets (<see cref="FlowAttribution"/>). Buckets fold in
/// order, each when all machines that ever reported have settled it, or when any machine has settled one two buckets later (a
/// silent machine does not hold up the line; it is folded as unmeasured). A bucket folds again when a newer report of it has
/// other events, and the next one follows while the closing state changes: the same reports give the same corrections in any
/// order of arrival. Reports that are not settled, and those that are corrections themselves, change nothing. Not safe to share
/// between threads.
/// </summary>
public sealed partial class FlowTwin
{
    /// <summary>How many buckets up to the newest settled one are kept, unless told otherwise.</summary>
    public const int DefaultBucketsKept = 60;

    private const int BucketsAhead = 2;

    private readonly SortedList<long, FlowBucket> _buckets = [];
    private readonly int _bucketsKept;
    private bool[] _reported;
    private FlowState _base;
    private long _newestTicks = long.MinValue;
    private long _foldedToTicks = long.MinValue;
    private long _droppedToTicks = long.MinValue;

    /// <param name="graph">The line.</param>
    /// <param name="bucketsKept">At least 4.</param>
    public FlowTwin(FlowGraph graph, int bucketsKept = DefaultBucketsKept)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bucketsKept, BucketsAhead + 2);
        Graph = graph;
        _bucketsKept = bucketsKept;
        _reported = new bool[graph.MachineIds.Count];
        _base = FlowState.Initial(graph);
    }

    public FlowGraph Graph { get; private set; }

    public int BucketsHeld => _buckets.Count;

    /// <summary>The flow state after the last bucket that was folded.</summary>
    public FlowState Closing => OpeningAfter(_foldedToTicks);

    /// <summary>Takes a machine's own report.</summary>
    /// <param name="machine">The machine's number in <see cref="FlowGraph.MachineIds"/>.</param>
    /// <param name="report">Its report.</param>
    /// <exception cref="ArgumentException">The report is not that machine's.</exception>
    public FlowAnswer Apply(int machine, BucketReport report)
    {
        if (Graph.MachineIds[machine] != report.TwinId)
            throw new ArgumentException($"Report of {report.TwinId} came as of {Graph.MachineIds[machine]}.", nameof(report));
        if (!report.IsSettled || report.Part != ReportPart.Own)
            return FlowAnswer.Nothing;
        _reported[machine] = true;
        if (report.BucketTicks <= _droppedToTicks)
            return FlowAnswer.Nothing with { Request = new FlowRequest(report.BucketTicks, null) };
        if (!_buckets.TryGetValue(report.BucketTicks, out var bucket))
            _buckets.Add(report.BucketTicks, bucket = new FlowBucket(report.BucketTicks, Graph.MachineIds.Count));
        var isNews = bucket.Take(machine, report);
        _newestTicks = Math.Max(_newestTicks, report.BucketTicks);

        var changes = new FlowChanges(Graph, _reported);
        if (isNews && report.BucketTicks <= _foldedToTicks)
            FoldAgain(_buckets.IndexOfKey(report.BucketTicks), changes);
        FoldReady(changes);
        Drop();
        return changes.Answer();
    }

    /// <summary>
    /// Folds a bucket that is no longer kept. The answer asks for the next bucket while the state that it hands on is another
    /// than was stored; where the next one is kept, folding goes on there.
    /// </summary>
    public FlowAnswer Refold(FlowHistory history)
    {
        var bucket = new FlowBucket(history.BucketTicks, Graph.MachineIds.Count);
        foreach (var report in history.Reports)
        {
            if (report is { IsSettled: true, Part: ReportPart.Own } && Graph.NumberOf(report.TwinId) is >= 0 and var machine)
                bucket.Take(machine, report);
        }
        // A bucket that was never folded handed its state on unchanged.
        var opening = history.Opening ?? history.NextOpening ?? _base;
        bucket.FoldFrom(Graph, opening.Fits(Graph) ? opening : FlowState.Initial(Graph));
        var changes = new FlowChanges(Graph, _reported);
        changes.AddAll(bucket);
        var closing = bucket.Fold!.Closing;
        if (history.NextBucketTicks is { } next && next <= _droppedToTicks)
        {
            var request = closing.Equals(history.NextOpening) ? null : new FlowRequest(next, closing);
            return changes.Answer() with { Request = request };
        }
        if (!closing.Equals(_base))
        {
            _base = closing;
            FoldAgain(0, changes);
        }
        return changes.Answer();
    }

    private void FoldAgain(int first, FlowChanges changes)
    {
        for (var i = first; i < _buckets.Count && _buckets.GetKeyAtIndex(i) <= _foldedToTicks; i++)
        {
            var bucket = _buckets.GetValueAtIndex(i);
            var closing = bucket.Fold?.Closing;
            changes.Add(bucket, bucket.FoldFrom(Graph, OpeningOf(i)));
            if (closing is not null && closing.Equals(bucket.Fold!.Closing))
                return;
        }
    }

    private void FoldReady(FlowChanges changes)
    {
        for (var i = FirstAfter(_foldedToTicks); i < _buckets.Count; i++)
        {
            var bucket = _buckets.GetValueAtIndex(i);
            var isOverdue = bucket.BucketTicks + (BucketsAhead * Buckets.WidthTicks) <= _newestTicks;
            if (!isOverdue && !bucket.HasAll(_reported))
                return;
            changes.Add(bucket, bucket.FoldFrom(Graph, OpeningOf(i)));
            _foldedToTicks = bucket.BucketTicks;
        }
    }

    private void Drop()
    {
        var dropTo = _newestTicks - (_bucketsKept * Buckets.WidthTicks);
        while (_buckets.Count > 0 && _buckets.GetKeyAtIndex(0) <= Math.Min(dropTo, _foldedToTicks))
        {
            _base = _buckets.GetValueAtIndex(0).Fold!.Closing;
            _droppedToTicks = _buckets.GetKeyAtIndex(0);
            _buckets.RemoveAt(0);
        }
    }

    private FlowState OpeningOf(int index) => index == 0 ? _base : _buckets.GetValueAtIndex(index - 1).Fold!.Closing;

    private FlowState OpeningAfter(long bucketTicks) => OpeningOf(FirstAfter(bucketTicks));

    private int FirstAfter(long bucketTicks)
    {
        var low = 0;
        var high = _buckets.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_buckets.GetKeyAtIndex(middle) <= bucketTicks)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
