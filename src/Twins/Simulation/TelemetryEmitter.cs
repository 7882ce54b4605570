using System.Runtime.InteropServices;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Simulation;

/// <summary>
/// Walks a simulation and says what its sensors send, in order of time (sensors whose source clock is off carry their own
/// times). States, pieces, products and orders are sent at the exact time of the change; power just before and at it (report
/// by exception); everything else on its grid. It steps the simulation itself: nobody else may.
/// </summary>
/// <example>
/// <code>
/// var emitter = new TelemetryEmitter(new PlantSimulation(plant, start.Ticks, seed: 7));
/// for (var batch = emitter.Next(until); !batch.IsEmpty; batch = emitter.Next(until))
///     Send(batch);
/// </code>
/// </example>
public sealed class TelemetryEmitter
{
    private readonly EmitOptions _options;
    private readonly Channel[] _channels;
    private readonly MachineView[] _views;
    private readonly SampleGrid _grid;
    private readonly Queue<(long AtTicks, Channel Channel)> _pulseEnds = new();
    private readonly List<EmittedSample> _batch;
    private bool _hasBegun;

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="InvalidOperationException">The simulation has already been stepped, or a sensor can't be
    /// encoded.</exception>
    public TelemetryEmitter(PlantSimulation simulation, EmitOptions? options = null)
    {
        _options = options ?? new EmitOptions();
        _options.Validate();
        if (simulation.NowTicks != simulation.StartTicks)
            throw new InvalidOperationException("The simulation has moved already; an emitter has to see it from its start.");
        Simulation = simulation;
        _views = [.. simulation.Machines.Select(machine => new MachineView(machine, _options))];
        var emitted = _views.SelectMany(view => view.Machine.Asset.Sensors.Where(sensor => IsEmitted(view.Machine.Asset, sensor))
            .Select(sensor => (View: view, Sensor: sensor))).ToList();
        Sensors = [.. emitted.Select(pair => pair.Sensor)];
        _channels = [.. emitted.Select((pair, index) =>
            new Channel(index, pair.Sensor, pair.Sensor.Simulation!, pair.View, simulation))];
        for (var index = 0; index < _channels.Length; index++)
            emitted[index].View.Add(_channels[index], emitted[index].Sensor);
        _grid = new SampleGrid(
            _channels.Select(channel => (channel.Index, PeriodTicks(channel), RandomStream.Hash(Sensors[channel.Index].Id))),
            simulation.StartTicks);
        _batch = new List<EmittedSample>(_options.BatchSize + 256);
    }

    public PlantSimulation Simulation { get; }

    /// <summary>The emitted sensors; <see cref="EmittedSample.Sensor"/> is an index in it.</summary>
    public IReadOnlyList<SensorAsset> Sensors { get; }

    /// <summary>
    /// The next samples up to and including a moment, about <see cref="EmitOptions.BatchSize"/> of them; empty when there is
    /// no more until then. The span is valid until the next call. How calls slice time makes no difference to the stream.
    /// </summary>
    public ReadOnlySpan<EmittedSample> Next(long untilTicks)
    {
        _batch.Clear();
        if (!_hasBegun && untilTicks >= Simulation.StartTicks)
            SampleAllAtStart();
        while (_batch.Count < _options.BatchSize && EmitEarliest(untilTicks))
        {
        }
        if (_batch.Count == 0)
            Simulation.AdvanceClock(untilTicks);
        return CollectionsMarshal.AsSpan(_batch);
    }

    private bool IsEmitted(MachineAsset machine, SensorAsset sensor) =>
        sensor.Simulation is { } signal
        && (_options.Include is null || _options.Include(sensor))
        && (!_options.OnlyKpiSensors || signal.Shape >= SignalShape.State || IsMeter(machine, sensor));

    private static bool IsMeter(MachineAsset machine, SensorAsset sensor) =>
        machine.Meters.Any(meter => meter.Sensor == sensor.LocalId);

    private long PeriodTicks(Channel channel)
    {
        var rateHz = Sensors[channel.Index].Simulation!.RateHz;
        if (rateHz <= 0)
            return _options.HeartbeatTicks;
        var isMeter = channel.HasEdges || channel.Shape == SignalShape.Energy;
        return (long)(TimeSpan.TicksPerSecond / (isMeter ? rateHz : rateHz * _options.RateFactor));
    }

    private void SampleAllAtStart()
    {
        _hasBegun = true;
        foreach (var channel in _channels)
        {
            if (channel.Shape != SignalShape.PieceResult)
                _batch.Add(channel.SampleAt(Simulation.StartTicks));
        }
    }

    /// <summary>
    /// Emits what comes first: the end of a pulse, then events, then grid samples (which see the events of their
    /// tick).
    /// </summary>
    private bool EmitEarliest(long untilTicks)
    {
        var eventTicks = Simulation.NextTicks;
        var pulseEndTicks = _pulseEnds.TryPeek(out var pulseEnd) ? pulseEnd.AtTicks : long.MaxValue;
        var gridTicks = _grid.NextTicks;
        if (Math.Min(Math.Min(eventTicks, pulseEndTicks), gridTicks) > untilTicks)
            return false;
        if (pulseEndTicks <= eventTicks && pulseEndTicks <= gridTicks)
            _batch.Add(_pulseEnds.Dequeue().Channel.SampleAt(pulseEndTicks));
        else if (eventTicks <= gridTicks)
            EmitEvents(eventTicks);
        else
            EmitGridSample(gridTicks);
        return true;
    }

    private void EmitGridSample(long atTicks)
    {
        var channel = _channels[_grid.TakeChannel()];
        if (channel.LastTicks != atTicks && channel.Shape != SignalShape.PieceResult)
            _batch.Add(channel.SampleAt(atTicks));
    }

    private void EmitEvents(long atTicks)
    {
        var changes = Simulation.Step();
        foreach (ref readonly var change in changes)
        {
            if (change.Kind == ChangeKind.State)
                EmitBefore(_views[change.Machine], atTicks - Resolution.Ticks);
        }
        foreach (ref readonly var change in changes)
            Emit(change, _views[change.Machine]);
    }

    /// <summary>The value that held until now, so that a trapezoid between samples follows the jump.</summary>
    private void EmitBefore(MachineView view, long atTicks)
    {
        foreach (var channel in view.Edges)
        {
            if (channel.LastTicks < atTicks)
                _batch.Add(channel.SampleAt(atTicks));
        }
    }

    private void Emit(in SimulationChange change, MachineView view)
    {
        if (change.Kind == ChangeKind.State)
        {
            foreach (var channel in view.OnState)
                channel.BeforeStateChange(change.AtTicks);
        }
        view.Show(change);
        switch (change.Kind)
        {
            case ChangeKind.State:
                SampleEach(view.OnState, change.AtTicks);
                SampleEach(view.Edges, change.AtTicks);
                break;
            case ChangeKind.Context:
                SampleEach(view.OnContext, change.AtTicks);
                break;
            default:
                EmitPiece(change, view);
                break;
        }
    }

    private void SampleEach(List<Channel> channels, long atTicks)
    {
        foreach (var channel in channels)
        {
            if (channel.Shape != SignalShape.Thermal)
                _batch.Add(channel.SampleAt(atTicks));
        }
    }

    private void EmitPiece(in SimulationChange change, MachineView view)
    {
        foreach (var channel in view.OnPiece)
        {
            if (channel.Counts(change.Result))
                _batch.Add(channel.SampleAt(change.AtTicks));
        }
        foreach (var channel in view.PerPiece)
        {
            _batch.Add(channel.SampleOfPiece(change.AtTicks, change.Result));
            if (channel.Shape == SignalShape.CyclePulse)
                _pulseEnds.Enqueue((change.AtTicks + _options.PulseTicks, channel));
        }
    }
}
