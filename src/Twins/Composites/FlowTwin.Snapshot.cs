using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Composites;

/// <content> Snapshots hold the buckets from the first one that some machine has not settled; those before it are in the host's
/// store, and a restored twin asks for them, should one change. </content>
public sealed partial class FlowTwin
{
    private const byte Layout = 1;

    /// <summary>The same inputs in the same order give the same bytes.</summary>
    public void Write(StateWriter writer)
    {
        var complete = 0;
        while (complete < _buckets.Count && IsComplete(_buckets.GetValueAtIndex(complete)))
            complete++;
        writer.WriteVersion(Layout);
        writer.WriteInt64(_newestTicks);
        writer.WriteInt64(_foldedToTicks);
        writer.WriteInt64(complete == 0 ? _droppedToTicks : _buckets.GetKeyAtIndex(complete - 1));
        OpeningOf(complete).Write(writer);
        writer.WriteCount(_reported.Length);
        foreach (var reported in _reported)
            writer.WriteBool(reported);
        writer.WriteCount(_buckets.Count - complete);
        for (var i = complete; i < _buckets.Count; i++)
            _buckets.GetValueAtIndex(i).Write(writer);
    }

    /// <summary>
    /// Continues from a snapshot of a twin with the same graph; <see cref="Reconfigure"/> follows where the plant has another
    /// now.
    /// </summary>
    /// <exception cref="StateFormatException">The bytes are damaged, of a newer layout, or of another graph.</exception>
    public static FlowTwin Read(ref StateReader reader, FlowGraph graph, int bucketsKept = DefaultBucketsKept)
    {
        reader.ReadVersion(Layout);
        var twin = new FlowTwin(graph, bucketsKept)
        {
            _newestTicks = reader.ReadInt64(),
            _foldedToTicks = reader.ReadInt64(),
            _droppedToTicks = reader.ReadInt64(),
            _base = FlowState.Read(ref reader),
        };
        var machines = reader.ReadCount(reader.Remaining);
        if (!twin._base.Fits(graph) || machines != twin._reported.Length)
            throw new StateFormatException($"Snapshot of a line with {machines} machines, expected {graph.MachineIds.Count}.");
        for (var machine = 0; machine < machines; machine++)
            twin._reported[machine] = reader.ReadBool();
        for (var left = reader.ReadCount(reader.Remaining); left > 0; left--)
        {
            var bucket = FlowBucket.Read(ref reader, graph);
            twin._buckets[bucket.BucketTicks] = bucket;
        }
        return twin;
    }

    /// <summary>
    /// The plant's flow changed. Folded buckets stay as they were told; buffers and machines keep their state by their ids, and
    /// buckets that wait to be folded are folded on the new graph.
    /// </summary>
    public void Reconfigure(FlowGraph graph)
    {
        var old = Graph;
        _base = Closing.Onto(old, graph);
        var waiting = _buckets.Values.Where(bucket => bucket.BucketTicks > _foldedToTicks).ToList();
        var reported = _reported;
        (Graph, _reported) = (graph, new bool[graph.MachineIds.Count]);
        _droppedToTicks = Math.Max(_droppedToTicks, _foldedToTicks);
        _buckets.Clear();
        foreach (var bucket in waiting)
            _buckets.Add(bucket.BucketTicks, bucket.Onto(old, graph));
        for (var machine = 0; machine < reported.Length; machine++)
        {
            if (reported[machine] && graph.NumberOf(old.MachineIds[machine]) is >= 0 and var now)
                _reported[now] = true;
        }
    }

    private bool IsComplete(FlowBucket bucket) =>
        bucket.BucketTicks <= _foldedToTicks && bucket.BucketTicks < _newestTicks && bucket.HasAll(_reported);
}
