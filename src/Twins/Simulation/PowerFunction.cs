using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Simulation;

/// <summary>
/// The true power behind a meter, in kW: a level for each state, times a slow ripple, plus a sine. It is smooth while the
/// state lasts, so a trapezoid over its samples comes close to its integral, and the integral is known in closed form.
/// </summary>
internal sealed class PowerFunction
{
    // Two waves that don't fall into step, at least 20 samples long, so that no sampling grid favours a part of them.
    private const double SecondWave = 1.7;
    private const double MainShare = 0.6;
    private const int SamplesPerWaveMin = 20;

    private readonly double[] _levelKw = new double[(int)TimeClass.Unmeasured + 1];
    private readonly long _startTicks;
    private readonly double _unitsPerKw;
    private readonly double _ripple;
    private readonly double _rippleSpeed;
    private readonly double _phase1;
    private readonly double _phase2;
    private readonly double _sineKw;
    private readonly double _sineSpeed;

    private PowerFunction(MachineAsset machine, SensorAsset sensor, SignalSimulation signal, long startTicks, int seed)
    {
        _startTicks = startTicks;
        _unitsPerKw = UnitsPer(signal.Shape == SignalShape.Energy ? "kWh" : "kW", sensor.Unit);
        for (var index = 0; index < _levelKw.Length; index++)
            _levelKw[index] = LevelKw(machine.Simulation, signal, (TimeClass)index, 1 / _unitsPerKw);
        var fullKw = _levelKw[(int)TimeClass.Producing];
        _ripple = fullKw > 0 ? Math.Min(1, signal.Noise / _unitsPerKw / fullKw) : 0;
        _rippleSpeed = Math.Tau / LongEnough(signal.PeriodS, signal.RateHz);
        var random = RandomStream.For(seed, machine.Id, "power");
        _phase1 = Math.Tau * random.Uniform();
        _phase2 = Math.Tau * random.Uniform();
        if (signal.Shape == SignalShape.Sine)
        {
            _sineKw = signal.Amplitude / _unitsPerKw;
            _sineSpeed = Math.Tau / Math.Max(signal.PeriodS, 1e-3);
        }
    }

    /// <summary>
    /// The function of a sensor whose signal is a power or its integral; null for signals without a closed
    /// form.
    /// </summary>
    public static PowerFunction? For(MachineAsset machine, SensorAsset sensor, long startTicks, int seed) =>
        sensor.Simulation is { } signal && IsPower(machine, sensor, signal.Shape)
            ? new PowerFunction(machine, sensor, signal, startTicks, seed)
            : null;

    /// <summary>A value in kW or kWh in the sensor's unit.</summary>
    public double ToSensorUnit(double kilo) => kilo * _unitsPerKw;

    public double Kw(TimeClass timeClass, long atTicks)
    {
        var levelKw = _levelKw[(int)timeClass];
        var seconds = Seconds(atTicks);
        var wave = _ripple == 0 || levelKw == 0
            ? 0
            : (MainShare * Math.Sin((_rippleSpeed * seconds) + _phase1))
                + ((1 - MainShare) * Math.Sin((_rippleSpeed / SecondWave * seconds) + _phase2));
        return (levelKw * (1 + (_ripple * wave))) + (_sineKw == 0 ? 0 : _sineKw * Math.Sin(_sineSpeed * seconds));
    }

    /// <summary>Energy in kWh of a stretch of time in one state.</summary>
    public double Kwh(TimeClass timeClass, long fromTicks, long toTicks)
    {
        var (from, to) = (Seconds(fromTicks), Seconds(toTicks));
        var wave = (MainShare * WaveIntegral(_rippleSpeed, _phase1, from, to))
            + ((1 - MainShare) * WaveIntegral(_rippleSpeed / SecondWave, _phase2, from, to));
        var kiloJoules = (_levelKw[(int)timeClass] * (to - from + (_ripple * wave)))
            + (_sineKw == 0 ? 0 : _sineKw * WaveIntegral(_sineSpeed, 0, from, to));
        return kiloJoules / 3600;
    }

    private static double WaveIntegral(double speed, double phase, double from, double to) =>
        (Math.Cos((speed * from) + phase) - Math.Cos((speed * to) + phase)) / speed;

    private static double LongEnough(double periodS, double rateHz) =>
        Math.Max(periodS, rateHz > 0 ? SamplesPerWaveMin / rateHz : SamplesPerWaveMin);

    private static bool IsPower(MachineAsset machine, SensorAsset sensor, SignalShape shape) =>
        shape is SignalShape.Power or SignalShape.Energy
        || (shape is SignalShape.Constant or SignalShape.WhileProducing or SignalShape.Sine
            && machine.Meters.Any(meter => meter.Kind == MeterKind.PowerKw && meter.Sensor == sensor.LocalId));

    private static double LevelKw(MachineSimulation? machine, SignalSimulation signal, TimeClass timeClass, double kwPerUnit) =>
        signal.Shape switch
        {
            SignalShape.Constant or SignalShape.Sine => signal.Mean * kwPerUnit,
            SignalShape.WhileProducing => timeClass == TimeClass.Producing ? signal.Mean * kwPerUnit : 0,
            _ when machine is null => signal.Mean * kwPerUnit,
            _ => timeClass switch
            {
                TimeClass.Producing => machine.PowerProducingKw,
                TimeClass.Breakdown or TimeClass.PlannedStop => machine.PowerDownKw,
                TimeClass.Off or TimeClass.Unmeasured => machine.PowerOffKw,
                _ => machine.PowerIdleKw,
            },
        };

    /// <summary>Factor from kW or kWh to the sensor's unit; 1 for a unit of another kind, which then counts as that.</summary>
    private static double UnitsPer(string kiloUnit, string unit) =>
        Units.TryConversion(kiloUnit, unit, out var conversion) ? conversion.Factor : 1;

    private double Seconds(long atTicks) => (atTicks - _startTicks) / (double)TimeSpan.TicksPerSecond;
}
