using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Machines;

namespace OrleansTwin.Twins.Composites;

/// <summary>A line while one bucket is folded: buffers, and what each machine does.</summary>
internal sealed class FlowLine(FlowGraph graph, FlowState state, long bucketTicks)
{
    private readonly (TimeClass Class, SliceKey Key)[] _machines =
        [.. graph.MachineIds.Select(_ => (TimeClass.Unmeasured, new SliceKey(bucketTicks, null, null)))];

    private readonly FlowJudge _judge = new(graph, state);
    private readonly SliceSums?[] _moved = new SliceSums?[graph.MachineIds.Count];
    private readonly List<MachineEvent>?[] _causes = new List<MachineEvent>?[graph.MachineIds.Count];

    public void Apply(int machine, in MachineEvent change)
    {
        if (change.Kind == MachineEventKind.Segment)
            _machines[machine] = (change.Class, new SliceKey(bucketTicks, change.Product, change.Order));
        else
            Finish(machine, change.Quantity, change.Quantity - change.Scrap);
    }

    /// <summary>Lets time pass in which nothing changes.</summary>
    public void Pass(long atTicks, long ticks)
    {
        if (ticks <= 0)
            return;
        var anyWaits = false;
        for (var machine = 0; machine < _machines.Length; machine++)
        {
            if (_machines[machine].Class == TimeClass.Producing && !state.InProcess[machine])
                Begin(machine);
            anyWaits |= _machines[machine].Class == TimeClass.Waiting;
        }
        if (anyWaits)
            Attribute(atTicks, ticks);
    }

    public FlowFold Close() =>
        new([.. _moved.Select(sums => sums?.ToSlices() ?? [])], [.. _causes.Select(told => told ?? [])], state);

    private void Begin(int machine)
    {
        state.InProcess[machine] = true;
        foreach (var buffer in graph.InputsOf(machine))
        {
            if (state.Levels[buffer] > 0)
                state.Levels[buffer]--;
            else
                state.Owed[buffer]++;
        }
    }

    private void Finish(int machine, long quantity, long passed)
    {
        // A count of several pieces took more than the one that was seen to begin; a count without a beginning took all.
        var more = quantity - (state.InProcess[machine] ? 1 : 0);
        state.InProcess[machine] = false;
        foreach (var buffer in graph.InputsOf(machine))
        {
            state.Levels[buffer] = (int)Math.Clamp(state.Levels[buffer] - more, 0, state.Levels[buffer]);
            state.Owed[buffer] = 0;
        }
        foreach (var buffer in graph.OutputsOf(machine))
        {
            var paid = (int)Math.Clamp(passed, 0, state.Owed[buffer]);
            state.Owed[buffer] -= paid;
            state.Levels[buffer] = (int)Math.Clamp(state.Levels[buffer] + passed - paid, 0, graph.Edges[buffer].Capacity + 1L);
        }
    }

    private void Attribute(long atTicks, long ticks)
    {
        var causes = _judge.Causes(_machines);
        for (var machine = 0; machine < _machines.Length; machine++)
        {
            if (_machines[machine].Class != TimeClass.Waiting)
                continue;
            Tell(machine, atTicks, causes[machine]);
            if (causes[machine] == TimeClass.Waiting)
                continue;
            var moved = _moved[machine] ??= new SliceSums();
            moved.Add(_machines[machine].Key, Element.WaitingTime, -ticks);
            moved.Add(
                _machines[machine].Key, causes[machine] == TimeClass.Blocked ? Element.BlockedTime : Element.StarvedTime, ticks);
        }
    }

    /// <summary>Notes the cause of a machine's waiting from a moment on, where it is another than before.</summary>
    private void Tell(int machine, long atTicks, TimeClass cause)
    {
        var told = _causes[machine] ??= [];
        if (told.Count == 0 || told[^1].Class != cause)
            told.Add(new MachineEvent(atTicks, MachineEventKind.Segment, default, cause, null, null, 0, 0));
    }
}
