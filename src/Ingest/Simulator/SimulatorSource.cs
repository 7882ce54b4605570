using OrleansTwin.Ingest.Sources;
using OrleansTwin.Twins.Simulation;

namespace OrleansTwin.Ingest.Simulator;

/// <summary>
/// The built-in simulator as a source: plays a simulated plant against the clock. What lies between the simulation's start and now is played at once, so
/// that a plant has a past when it is first looked at.
/// </summary>
public sealed class SimulatorSource : ISource, IAcknowledger
{
    /// <summary>How often samples are handed over while time passes.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);

    private readonly TelemetryEmitter _emitter;
    private readonly TimeProvider _time;
    private readonly string[] _sensors;
    private long _messages;
    private long _acknowledged;
    private volatile SourceState _state;

    public SimulatorSource(TelemetryEmitter emitter, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(emitter);
        (_emitter, _time) = (emitter, time ?? TimeProvider.System);
        _sensors = [.. emitter.Sensors.Select(sensor => sensor.Id)];
    }

    public string Name => "simulator";

    public SourceStatus Status => new(Name, "simulator", _state)
    {
        Address = $"seed {_emitter.Simulation.Seed}",
        Messages = Interlocked.Read(ref _messages),
        Acknowledged = Interlocked.Read(ref _acknowledged),
        LastMessageTicks = _emitter.Simulation.NowTicks,
    };

    public async Task RunAsync(IIngest ingest, CancellationToken cancel)
    {
        _state = SourceState.Running;
        using var timer = new PeriodicTimer(Period, _time);
        do
        {
            await EmitAsync(ingest, _time.GetUtcNow().UtcTicks, cancel);
        }
        while (await timer.WaitForNextTickAsync(cancel));
    }

    public void Committed(ReadOnlySpan<SubmissionResult> results) => Interlocked.Add(ref _acknowledged, results.Length);

    public void Abandoned(ReadOnlySpan<long> cookies)
    {
        // The simulation is over with the process; nothing waits for these.
    }

    private async Task EmitAsync(IIngest ingest, long untilTicks, CancellationToken cancel)
    {
        while (true)
        {
            var batch = new RawBatch();
            foreach (ref readonly var emitted in _emitter.Next(untilTicks))
                batch.Add(new RawSample(_sensors[emitted.Sensor], emitted.AtTicks, emitted.Value, emitted.Text) { IsSensorId = true });
            if (batch.Count == 0)
                return;
            await ingest.SubmitAsync(
                new SourceMessage { Source = Name, Samples = batch, ReceiveTicks = batch.Samples[^1].SourceTicks, Acknowledger = this }, cancel);
            Interlocked.Increment(ref _messages);
        }
    }
}
