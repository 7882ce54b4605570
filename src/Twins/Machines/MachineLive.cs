using OrleansTwin.Twins.Alarms;
using OrleansTwin.Twins.Calendars;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Reports;
using OrleansTwin.Twins.Samples;
using OrleansTwin.Twins.Sensors;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Machines;

/// <summary>
/// What a machine shows at once, ahead of the watermark: the newest state, power, product and order, and how many alarms
/// are active. Provisional by nature: the settled timeline may come to see it differently.
/// </summary>
internal sealed class MachineLive
{
    private const int SensorsMax = 65_536;

    private readonly MachineAsset _asset;
    private readonly SignalBinding _signals;
    private readonly ScheduleCursor _schedule;
    private readonly StateReading _reading = new();
    private readonly double[] _powerKw;
    private LiveReport _report;
    private long _stateTicks;

    public MachineLive(MachineAsset asset, SignalBinding signals)
    {
        (_asset, _signals, _schedule) = (asset, signals, new ScheduleCursor(asset.Calendar));
        _powerKw = new double[asset.Meters.Count];
        Product = asset.Context.DefaultProduct;
        _report.Machines[TimeClass.Unmeasured] = 1;
    }

    public MachineState State { get; private set; }

    public long SinceTicks { get; private set; }

    public TimeClass Class { get; private set; } = TimeClass.Unmeasured;

    public string? Product { get; private set; }

    public string? Order { get; private set; }

    /// <summary>True once a power meter has reported.</summary>
    public bool HasPower { get; private set; }

    public ref readonly LiveReport Report => ref _report;

    /// <summary>
    /// Follows samples that one report tells of; true if what the machine hands up has changed. The version counts samples, so
    /// that it is the same however they are cut into runs.
    /// </summary>
    public bool Apply(int sensor, ReadOnlySpan<Sample> run, in SensorReport report)
    {
        var (newest, power, timeClass) = (_report.NewestSourceTicks, _report.PowerMilliwatts, Class);
        _report.Version += run.Length;
        if (report.IsPlausible)
            _report.NewestSourceTicks = Math.Max(newest, run[^1].SourceTicks);
        if (report.IsNewest && _signals[sensor] is var roles && roles != SignalRoles.None)
            Follow(sensor, roles, run);
        Classify();
        return newest != _report.NewestSourceTicks || power != _report.PowerMilliwatts || timeClass != Class;
    }

    /// <summary>Follows the number of alarms that are active; true if it has changed.</summary>
    public bool ShowAlarms(MachineAlarms? alarms)
    {
        var active = alarms?.Active ?? 0;
        if (active == _report.ActiveAlarms)
            return false;
        _report.ActiveAlarms = active;
        _report.Version++;
        return true;
    }

    /// <summary>Its alarms come from a snapshot, as they were.</summary>
    public void Load(MachineAlarms alarms) => _report.ActiveAlarms = alarms.Active;

    /// <summary>What it hands up from now on has a higher version than this.</summary>
    public void BeginAbove(long version) => _report.Version = version;

    public void Save(StateWriter writer)
    {
        writer.WriteInt64(_report.Version);
        writer.WriteInt64(_report.NewestSourceTicks);
        ActivityState.Write(writer, State);
        writer.WriteInt64(SinceTicks);
        writer.WriteInt64(_stateTicks);
        writer.WriteString(Product);
        writer.WriteString(Order);
        writer.WriteBool(HasPower);
        writer.WriteCount(_powerKw.Length);
        for (var i = 0; i < _powerKw.Length; i++)
        {
            writer.WriteString(_asset.Meters[i].Sensor);
            writer.WriteDouble(_powerKw[i]);
        }
    }

    public void Load(ref StateReader reader, bool hasSensorsInAlarm)
    {
        _report.Version = reader.ReadInt64();
        _report.NewestSourceTicks = reader.ReadInt64();
        State = ActivityState.ReadMachineState(ref reader);
        SinceTicks = reader.ReadInt64();
        _stateTicks = reader.ReadInt64();
        Product = reader.ReadString();
        Order = reader.ReadString();
        HasPower = reader.ReadBool();
        LoadPower(ref reader);
        for (var left = hasSensorsInAlarm ? reader.ReadCount(SensorsMax) : 0; left > 0; left--)
            reader.ReadText();
        SumPower();
        Classify();
    }

    private void LoadPower(ref StateReader reader)
    {
        for (var left = reader.ReadCount(SensorsMax); left > 0; left--)
        {
            var sensor = reader.ReadText();
            var powerKw = reader.ReadDouble();
            for (var i = 0; i < _powerKw.Length; i++)
            {
                if (_asset.Meters[i].Sensor == sensor)
                    _powerKw[i] = powerKw;
            }
        }
    }

    private void Follow(int sensor, SignalRoles roles, ReadOnlySpan<Sample> run)
    {
        var last = run.Length - 1;
        while (last >= 0 && run[last].Quality != Quality.Good)
            last--;
        if (last < 0)
            return;
        ref readonly var sample = ref run[last];
        if ((roles & SignalRoles.Meter) != 0)
            FollowMeters(sensor, sample.Value);
        if ((roles & SignalRoles.Product) != 0)
            Product = StateReading.TextOf(sample) is { Length: > 0 } product ? product : _asset.Context.DefaultProduct;
        if ((roles & SignalRoles.Order) != 0)
            Order = StateReading.TextOf(sample) is { Length: > 0 } order ? order : null;
        if (_asset.States is AlwaysProducing || (roles & (SignalRoles.State | SignalRoles.Power | SignalRoles.Pulse)) != 0)
            FollowState(roles, run[..last]);
        FollowState(roles, sample);
    }

    private void FollowState(SignalRoles roles, ReadOnlySpan<Sample> run)
    {
        foreach (ref readonly var sample in run)
        {
            if (sample.Quality == Quality.Good)
                FollowState(roles, sample);
        }
    }

    private void FollowState(SignalRoles roles, in Sample sample)
    {
        if (sample.SourceTicks < _stateTicks)
            return;
        var state = _asset.States switch
        {
            StateTag tag when (roles & SignalRoles.State) != 0 => _reading.Read(tag, sample),
            DerivedStates when (roles & SignalRoles.Pulse) != 0 && sample.Value != 0 => new MachineState(PackMlState.Execute),
            DerivedStates { PulseSensor: null } derived when (roles & SignalRoles.Power) != 0 =>
                StateReading.OfPower(derived, sample.Value, hasPulse: false),
            AlwaysProducing => new MachineState(PackMlState.Execute),
            _ => State,
        };
        if (state != State)
            (State, SinceTicks) = (state, sample.SourceTicks);
        _stateTicks = sample.SourceTicks;
    }

    private void FollowMeters(int sensor, double value)
    {
        for (var i = 0; i < _powerKw.Length; i++)
        {
            var meter = _asset.Meters[i];
            if (_signals.MeterOf[i] != sensor || meter.Kind != MeterKind.PowerKw || meter.Carrier != Carrier.Electricity)
                continue;
            _powerKw[i] = value;
            HasPower = true;
        }

        SumPower();
    }

    private void SumPower()
    {
        var sum = 0.0;
        foreach (var power in _powerKw)
            sum += power;
        _report.PowerMilliwatts = (long)Math.Round(sum * 1e6);
    }

    private void Classify()
    {
        var plan = _schedule.SpanAt(_report.NewestSourceTicks).Plan;
        var timeClass = TimeClasses.Of(State, plan);
        if (timeClass == TimeClass.MinorStop && _report.NewestSourceTicks - SinceTicks > _asset.MicroStopTicks)
            timeClass = TimeClass.Breakdown;
        if (timeClass == Class)
            return;
        _report.Machines[Class] = 0;
        _report.Machines[timeClass] = 1;
        Class = timeClass;
    }
}
