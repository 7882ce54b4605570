using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Reports;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Composites;

/// <summary>One bucket of a line: the machines' settled timelines, and what folding them last came to.</summary>
internal sealed class FlowBucket(long bucketTicks, int machines)
{
    private readonly long[] _versions = new long[machines];
    private readonly IReadOnlyList<MachineEvent>?[] _events = new IReadOnlyList<MachineEvent>?[machines];

    public long BucketTicks { get; } = bucketTicks;

    public IReadOnlyList<IReadOnlyList<MachineEvent>?> Events => _events;

    /// <summary>Null until folded.</summary>
    public FlowState? Opening { get; private set; }

    /// <summary>Null until folded.</summary>
    public FlowFold? Fold { get; private set; }

    /// <summary>Keeps a machine's timeline; false where it is not newer, or the same as before.</summary>
    public bool Take(int machine, BucketReport report)
    {
        if (_events[machine] is not null && report.Version <= _versions[machine])
            return false;
        _versions[machine] = report.Version;
        if (_events[machine] is { } held && held.SequenceEqual(report.Events))
            return false;
        _events[machine] = report.Events;
        return true;
    }

    public bool HasAll(ReadOnlySpan<bool> machines)
    {
        for (var machine = 0; machine < machines.Length; machine++)
        {
            if (machines[machine] && _events[machine] is null)
                return false;
        }
        return true;
    }

    /// <summary>Folds (again) and gives back the machines whose corrections are others than before.</summary>
    public List<int> FoldFrom(FlowGraph graph, FlowState opening)
    {
        var before = Fold;
        Opening = opening;
        Fold = FlowAttribution.Fold(graph, opening, BucketTicks, _events);
        var changed = new List<int>();
        for (var machine = 0; machine < _events.Length; machine++)
        {
            if (!Fold.Corrections[machine].SequenceEqual(before?.Corrections[machine] ?? [])
                || !Fold.Causes[machine].SequenceEqual(before?.Causes[machine] ?? []))
            {
                changed.Add(machine);
            }
        }
        return changed;
    }

    /// <summary>A bucket that is not folded yet, on a changed line: machines keep their timelines by their ids.</summary>
    public FlowBucket Onto(FlowGraph from, FlowGraph to)
    {
        var bucket = new FlowBucket(BucketTicks, to.MachineIds.Count);
        for (var machine = 0; machine < _events.Length; machine++)
        {
            if (to.NumberOf(from.MachineIds[machine]) is >= 0 and var now)
                (bucket._versions[now], bucket._events[now]) = (_versions[machine], _events[machine]);
        }
        return bucket;
    }

    public void Write(StateWriter writer)
    {
        writer.WriteInt64(BucketTicks);
        writer.WriteBool(Opening is not null);
        Opening?.Write(writer);
        for (var machine = 0; machine < _events.Length; machine++)
        {
            writer.WriteBool(_events[machine] is not null);
            if (_events[machine] is not { } timeline)
                continue;
            writer.WriteInt64(_versions[machine]);
            MachineEventBytes.Write(writer, timeline, BucketTicks);
        }
    }

    /// <summary>A bucket that was folded is folded again: the fold is the same.</summary>
    public static FlowBucket Read(ref StateReader reader, FlowGraph graph)
    {
        var bucket = new FlowBucket(reader.ReadInt64(), graph.MachineIds.Count);
        var opening = reader.ReadBool() ? FlowState.Read(ref reader) : null;
        for (var machine = 0; machine < bucket._events.Length; machine++)
        {
            if (!reader.ReadBool())
                continue;
            bucket._versions[machine] = reader.ReadInt64();
            bucket._events[machine] = MachineEventBytes.Read(ref reader, bucket.BucketTicks);
        }
        if (opening is not null)
            bucket.FoldFrom(graph, opening);
        return bucket;
    }
}
