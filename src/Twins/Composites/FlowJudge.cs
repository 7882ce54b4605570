using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Machines;

namespace OrleansTwin.Twins.Composites;

/// <summary>
/// Why machines wait. Buffers are asked first: an output that holds more than fits blocks, and so does a full one while there is
/// something to work on; an empty input starves. What they can't tell is asked of the neighbours, whose own cause spreads along
/// the line: one downstream that is down, set up or blocked blocks, one upstream that is down, set up, starved or off starves.
/// </summary>
internal sealed class FlowJudge(FlowGraph graph, FlowState state)
{
    private readonly TimeClass[] _causes = new TimeClass[graph.MachineIds.Count];
    private readonly TimeClass[] _before = new TimeClass[graph.MachineIds.Count];

    /// <summary>The class of each machine with waiting told apart; valid until the next call.</summary>
    public ReadOnlySpan<TimeClass> Causes((TimeClass Class, SliceKey Key)[] machines)
    {
        for (var machine = 0; machine < machines.Length; machine++)
            _causes[machine] = machines[machine].Class == TimeClass.Waiting ? ByBuffers(machine) : machines[machine].Class;
        while (SpreadByOneStep())
        {
        }
        return _causes;
    }

    private TimeClass ByBuffers(int machine)
    {
        var isAnyInputEmpty = false;
        foreach (var buffer in graph.InputsOf(machine))
            isAnyInputEmpty |= graph.IsLevelKnown(buffer) && state.Levels[buffer] == 0;
        foreach (var buffer in graph.OutputsOf(machine))
        {
            var room = graph.Edges[buffer].Capacity - state.Levels[buffer];
            if (graph.IsLevelKnown(buffer) && (room < 0 || (room == 0 && !isAnyInputEmpty)))
                return TimeClass.Blocked;
        }
        return isAnyInputEmpty ? TimeClass.Starved : TimeClass.Waiting;
    }

    /// <summary>All machines look at the same moment's neighbours, so that their order does not matter.</summary>
    private bool SpreadByOneStep()
    {
        _causes.CopyTo(_before, 0);
        var spread = false;
        for (var machine = 0; machine < _causes.Length; machine++)
        {
            if (_before[machine] != TimeClass.Waiting)
                continue;
            _causes[machine] = ByNeighbours(machine);
            spread |= _causes[machine] != TimeClass.Waiting;
        }
        return spread;
    }

    private TimeClass ByNeighbours(int machine)
    {
        foreach (var buffer in graph.OutputsOf(machine))
        {
            if (_before[graph.To[buffer]] is TimeClass.Breakdown or TimeClass.Setup or TimeClass.Blocked)
                return TimeClass.Blocked;
        }
        foreach (var buffer in graph.InputsOf(machine))
        {
            if (_before[graph.From[buffer]] is TimeClass.Breakdown or TimeClass.Setup or TimeClass.Starved or TimeClass.Off)
                return TimeClass.Starved;
        }
        return TimeClass.Waiting;
    }
}
