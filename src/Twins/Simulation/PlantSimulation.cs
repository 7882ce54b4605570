using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Simulation;

/// <summary>
/// The discrete-event model of a plant document (DESIGN, rule 7): what truly happens, without any telemetry. Virtual time
/// only: it moves when <see cref="Step"/> is called, from event to event. The same plant, start and seed give the same run.
/// </summary>
public sealed class PlantSimulation
{
    private readonly Station[] _stations;
    private readonly Dictionary<FlowEdge, FlowBuffer> _buffers;
    private readonly EventCalendar _events;
    private readonly ChangeLog _log = new();
    private readonly List<ISimulationObserver> _observers = [];

    /// <param name="plant">The model; machines without <see cref="MachineAsset.Simulation"/> are played with its
    /// defaults.</param>
    /// <param name="startTicks">UTC ticks; rounded down to a whole millisecond.</param>
    /// <param name="seed">Of all random streams.</param>
    /// <exception cref="InvalidOperationException">A machine of a flow has no ideal cycle time for a product that comes to
    /// it.</exception>
    public PlantSimulation(Plant plant, long startTicks, int seed)
    {
        Plant = plant;
        Seed = seed;
        StartTicks = Resolution.Floor(startTicks);
        NowTicks = StartTicks;
        MachineAsset[] machines = [.. plant.Machines];
        _events = new EventCalendar(machines.Length);
        _stations = [.. machines.Select((machine, index) =>
            new Station(index, machine, PlantLayout.CalendarOf(plant, machine), seed, _events, _log))];
        Machines = [.. _stations.Select(station => new SimulatedMachine(station))];
        _buffers = PlantLayout.Connect(plant, _stations, StartTicks);
        _log.Begin();
        foreach (var station in _stations)
            station.Begin(StartTicks);
        _log.End(StartTicks);
    }

    public Plant Plant { get; }

    public int Seed { get; }

    public long StartTicks { get; }

    /// <summary>Time of the last event, or the time that <see cref="AdvanceClock"/> has since moved to.</summary>
    public long NowTicks { get; private set; }

    /// <summary>Every machine of the plant, in the plant's order.</summary>
    public IReadOnlyList<SimulatedMachine> Machines { get; }

    /// <summary>Time of the next event; <see cref="long.MaxValue"/> when nothing will happen any more.</summary>
    public long NextTicks => _events.NextTicks;

    /// <summary>Adds somebody who sees every change from now on.</summary>
    public void Attach(ISimulationObserver observer) => _observers.Add(observer);

    /// <summary>
    /// Lets everything happen that happens at <see cref="NextTicks"/>. The changes are those of one tick, states last; the
    /// span is valid until the next step.
    /// </summary>
    public ReadOnlySpan<SimulationChange> Step()
    {
        var now = _events.NextTicks;
        if (now == long.MaxValue)
            return [];
        NowTicks = now;
        _log.Begin();
        while (_events.NextTicks == now)
            _stations[_events.NextStation].Fire(now);
        var changes = _log.End(now);
        foreach (var observer in _observers)
            observer.Observe(changes);
        return changes;
    }

    /// <summary>Runs every event up to and including a moment, and moves the clock there.</summary>
    public void RunUntil(long untilTicks)
    {
        while (NextTicks <= untilTicks)
            Step();
        AdvanceClock(untilTicks);
    }

    /// <summary>Says that nothing more happens until a moment (before the next event); a moment in the past is ignored.</summary>
    public void AdvanceClock(long toTicks) => NowTicks = Math.Max(NowTicks, Math.Min(toTicks, NextTicks));

    /// <summary>Mean number of pieces in the buffer of a flow edge since the start.</summary>
    public double MeanLevel(FlowEdge edge) =>
        NowTicks == StartTicks ? edge.InitialLevel : (double)_buffers[edge].LevelTicks(NowTicks) / (NowTicks - StartTicks);

    /// <summary>Pieces in the buffer of a flow edge now.</summary>
    public int Level(FlowEdge edge) => _buffers[edge].Level;

    /// <summary>Pieces inside machines now.</summary>
    public int PiecesInWork => _stations.Count(station => station.HoldsPiece);
}
