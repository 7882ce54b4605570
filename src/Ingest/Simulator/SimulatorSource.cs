using OrleansTwin.Ingest.Sources;
using OrleansTwin.Twins.Simulation;

namespace OrleansTwin.Ingest.Simulator;

/// <summary>
/// The built-in simulator as a source: plays a simulated plant against the clock. What lies between the simulation's start
/// and now is played at once, so
/// that a plant has a past when it is first looked at.
/// </summary>
public sealed class SimulatorSource : ISource
{
    /// <summary>How often samples are handed over while time passes.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);

    private readonly TelemetryEmitter _emitter;
    private readonly TimeProvider _time;
    private readonly string[] _sensors;
    private volatile BatchSubmitter? _submitter;
    private volatile SourceState _state;
    private volatile string? _error;

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
        Messages = _submitter?.Messages ?? 0,
        Acknowledged = _submitter?.Messages ?? 0,
        LastMessageTicks = _emitter.Simulation.NowTicks,
        LastError = _error,
    };

    public async Task RunAsync(IIngest ingest, CancellationToken cancel)
    {
        var submitter = _submitter = new BatchSubmitter(ingest, Name);
        _state = SourceState.Running;
        using var timer = new PeriodicTimer(Period, _time);
        try
        {
            do
                await EmitAsync(submitter, _time.GetUtcNow().UtcTicks, cancel);
            while (await timer.WaitForNextTickAsync(cancel));
        }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            (_state, _error) = (SourceState.Failed, error.Message);
            throw;
        }
    }

    private async Task EmitAsync(BatchSubmitter submitter, long untilTicks, CancellationToken cancel)
    {
        while (true)
        {
            var batch = await submitter.RentAsync(cancel);
            foreach (ref readonly var emitted in _emitter.Next(untilTicks))
            {
                var sensor = _sensors[emitted.Sensor];
                batch.Add(new RawSample(sensor, emitted.AtTicks, emitted.Value, emitted.Text) { IsSensorId = true });
            }

            if (batch.Count == 0)
            {
                submitter.Return(batch);
                return;
            }
            await submitter.SubmitAsync(batch, batch.Samples[^1].SourceTicks, cancel);
        }
    }
}
