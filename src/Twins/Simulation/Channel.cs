using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Simulation;

/// <summary>
/// One emitted sensor: from the truth of its machine (as far as it was shown, see <see cref="MachineView"/>) to the value
/// that it sends. Random signals draw at grid samples only, so the stream doesn't depend on how the caller slices time.
/// </summary>
internal sealed class Channel
{
    private readonly MachineView _view;
    private readonly SignalSimulation _signal;
    private readonly SourceEncoding _encoding;
    private readonly PowerFunction? _power;
    private readonly RandomStream _random;
    private readonly long _startTicks;
    private readonly double _countScale = 1;
    private readonly long _wrapAt;
    private readonly double _wrapAtKwh;

    // Of a random walk or a thermal signal; for running energy, kWh until the state last changed.
    private double _level;
    private long _levelTicks;

    public Channel(int index, SensorAsset sensor, SignalSimulation signal, MachineView view, PlantSimulation simulation)
    {
        Index = index;
        _view = view;
        _signal = signal;
        _encoding = new SourceEncoding(sensor);
        _power = PowerFunction.For(view.Machine.Asset, sensor, simulation.StartTicks, simulation.Seed);
        _random = RandomStream.For(simulation.Seed, sensor.Id, "signal");
        _startTicks = simulation.StartTicks;
        _level = signal.Shape == SignalShape.Energy ? 0 : signal.Mean;
        _levelTicks = _startTicks;
        IsNumericState = sensor.ValueKind == ValueKind.Number;
        if (view.Machine.Asset.Quantities.FirstOrDefault(quantity => quantity.Sensor == sensor.LocalId) is { } signalOfPieces)
            (_countScale, _wrapAt) = (1.0 / Math.Max(1, signalOfPieces.PiecesPerCount), signalOfPieces.WrapAt);
        _wrapAtKwh = view.Machine.Asset.Meters.FirstOrDefault(meter => meter.Sensor == sensor.LocalId)?.WrapAtKwh ?? 0;
    }

    public int Index { get; }

    public SignalShape Shape => _signal.Shape;

    /// <summary>The value jumps when the state changes, so it is sent just before and at the change.</summary>
    public bool HasEdges => _power is not null && Shape != SignalShape.Energy;

    /// <summary>Source time of the last sample, before the source's clock offset; 0: none yet.</summary>
    public long LastTicks { get; private set; }

    private bool IsNumericState { get; }

    /// <summary>Whether this running count moves with such a piece.</summary>
    public bool Counts(PieceResult result) =>
        Shape switch
        {
            SignalShape.GoodCount => result == PieceResult.Good,
            SignalShape.ScrapCount => result == PieceResult.Scrap,
            SignalShape.ReworkCount => result == PieceResult.Rework,
            _ => Shape == SignalShape.TotalCount,
        };

    /// <summary>The sample at a moment, by the state shown now.</summary>
    public EmittedSample SampleAt(long atTicks)
    {
        LastTicks = atTicks;
        var text = TextAt();
        var value = text is null ? _encoding.Encode(ValueAt(atTicks) + DriftAt(atTicks)) : 0;
        return new EmittedSample(Index, _encoding.SourceTicks(atTicks), value, text);
    }

    /// <summary>A cycle pulse, or the result of a piece.</summary>
    public EmittedSample SampleOfPiece(long atTicks, PieceResult result)
    {
        LastTicks = atTicks;
        var text = Shape == SignalShape.PieceResult ? _view.ResultText(Index, result) : null;
        return new EmittedSample(Index, _encoding.SourceTicks(atTicks), text is null ? _encoding.Encode(1) : 0, text);
    }

    /// <summary>The machine is about to show another state: brings signals with a memory up to date.</summary>
    public void BeforeStateChange(long atTicks)
    {
        if (Shape == SignalShape.Energy)
            (_level, _levelTicks) = (EnergyKwh(atTicks), atTicks);
        else if (Shape == SignalShape.Thermal)
            Relax(atTicks);
    }

    private string? TextAt() =>
        Shape switch
        {
            SignalShape.State => IsNumericState ? null : _view.States.TextOf(_view.Class),
            SignalShape.Product => _view.Product ?? "",
            SignalShape.Order => _view.Order ?? "",
            _ => null,
        };

    private double ValueAt(long atTicks)
    {
        if (_power is not null)
        {
            var kilo = Shape == SignalShape.Energy ? Wrapped(EnergyKwh(atTicks)) : _power.Kw(_view.Class, atTicks);
            return _power.ToSensorUnit(kilo);
        }
        return Shape switch
        {
            SignalShape.State => _view.States.NumberOf(_view.Class),
            SignalShape.GoodCount => Count(_view.Good),
            SignalShape.ScrapCount => Count(_view.Scrap),
            SignalShape.ReworkCount => Count(_view.Rework),
            SignalShape.TotalCount => Count(_view.Good + _view.Scrap + _view.Rework),
            SignalShape.Sine => Sine(atTicks) + Noise(),
            SignalShape.RandomWalk => Walk(atTicks) + Noise(),
            SignalShape.Thermal => Relax(atTicks) + Noise(),
            SignalShape.WhileProducing => (_view.Class == TimeClass.Producing ? _signal.Mean : 0) + Noise(),
            SignalShape.Constant => _signal.Mean + Noise(),
            _ => 0,
        };
    }

    private double Sine(long atTicks) =>
        _signal.Mean + (_signal.Amplitude * Math.Sin(Math.Tau * Seconds(atTicks) / _signal.PeriodS));

    private double Count(long pieces)
    {
        var counts = Math.Floor(pieces * _countScale);
        return _wrapAt > 0 ? counts % _wrapAt : counts;
    }

    private double EnergyKwh(long atTicks) => _level + _power!.Kwh(_view.Class, _levelTicks, atTicks);

    private double Wrapped(double kwh) => _wrapAtKwh > 0 ? kwh % _wrapAtKwh : kwh;

    /// <summary>
    /// Ornstein-Uhlenbeck walk: drawn back to the mean within about a period, standard deviation the
    /// amplitude.
    /// </summary>
    private double Walk(long atTicks)
    {
        var memory = Memory(atTicks);
        _level = _signal.Mean + (memory * (_level - _signal.Mean))
            + (_signal.Amplitude * Math.Sqrt(1 - (memory * memory)) * _random.Gaussian());
        return _level;
    }

    /// <summary>First-order lag towards the present state's end temperature.</summary>
    private double Relax(long atTicks)
    {
        var target = _signal.Mean + (_view.Class == TimeClass.Producing ? _signal.Amplitude : 0);
        _level = target + (Memory(atTicks) * (_level - target));
        return _level;
    }

    private double Memory(long atTicks)
    {
        var seconds = (atTicks - _levelTicks) / (double)TimeSpan.TicksPerSecond;
        _levelTicks = atTicks;
        return _signal.PeriodS > 0 ? Math.Exp(-seconds / _signal.PeriodS) : 0;
    }

    private double Noise() => _signal.Noise == 0 ? 0 : _signal.Noise * _random.Gaussian();

    private double DriftAt(long atTicks)
    {
        if (_signal.DriftPerHour == 0)
            return 0;
        var hours = Seconds(atTicks) / 3600;
        return hours > _signal.FaultAfterHours ? _signal.DriftPerHour * (hours - _signal.FaultAfterHours) : 0;
    }

    private double Seconds(long atTicks) => (atTicks - _startTicks) / (double)TimeSpan.TicksPerSecond;
}
