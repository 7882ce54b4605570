using OrleansTwin.Ingest.Mqtt;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Simulation;

namespace OrleansTwin.Edge.Commands;

/// <summary>What <c>simulate</c> plays. <paramref name="Speed"/>: simulated seconds per second, 0 as fast as it goes.</summary>
internal sealed record SimulationSettings(
    Plant Plant, int Seed, long StartTicks, TimeSpan Length, double Speed, MqttOptions? Broker, bool IsDisturbed)
{
    public long EndTicks => StartTicks + Length.Ticks;
}

/// <summary>What was played. <paramref name="Untagged"/>: sensors that could not be published, since they have no tag.</summary>
internal sealed record SimulationResult(TruthReport Truth, long Samples, long Messages, int Untagged);

/// <summary>Plays a plant's simulation from its start to its end, against the clock or as fast as it goes.</summary>
internal sealed class SimulationRun(SimulationSettings settings) : IProgressSource
{
    private static readonly TimeSpan StepMax = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);

    private readonly PlantSimulation _simulation = PlantSources.Simulation(settings.Plant, settings.StartTicks, settings.Seed);
    private long _atTicks = settings.StartTicks;

    public double Fraction => (Interlocked.Read(ref _atTicks) - settings.StartTicks) / (double)settings.Length.Ticks;

    public string? Trouble => null;

    /// <exception cref="CommandException">The plant can't be simulated.</exception>
    /// <exception cref="MqttException">The broker can't be reached or refuses.</exception>
    public async Task<SimulationResult> PlayAsync(CancellationToken cancellation)
    {
        var truth = new GroundTruth(_simulation);
        await using var player = settings.Broker is { } broker ? BrokerPlayer.Create(_simulation, settings, broker) : null;
        if (player is not null)
            await player.ConnectAsync(cancellation);
        var began = TimeProvider.System.GetTimestamp();
        while (_atTicks < settings.EndTicks)
        {
            var next = NextTicks();
            await PaceAsync(began, next, cancellation);
            await StepAsync(player, next, cancellation);
            Interlocked.Exchange(ref _atTicks, next);
        }

        if (player is not null)
            await player.FinishAsync(cancellation);
        var report = truth.Report(_simulation.StartTicks, settings.EndTicks);
        return new SimulationResult(report, player?.Samples ?? 0, player?.Messages ?? 0, player?.Untagged ?? 0);
    }

    private async Task StepAsync(BrokerPlayer? player, long untilTicks, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (player is not null)
            await player.PlayAsync(untilTicks, cancellation);
        else
            await Task.Run(() => _simulation.RunUntil(untilTicks), cancellation);
    }

    private long NextTicks()
    {
        var step = settings.Speed == 0 ? StepMax.Ticks : Math.Clamp((long)(Period.Ticks * settings.Speed), 1, StepMax.Ticks);
        return Math.Min(settings.EndTicks, _atTicks + step);
    }

    private async ValueTask PaceAsync(long began, long nextTicks, CancellationToken cancellation)
    {
        if (settings.Speed == 0)
            return;
        var wait = ((nextTicks - settings.StartTicks) / settings.Speed) - TimeProvider.System.GetElapsedTime(began).Ticks;
        if (wait > 0)
            await Task.Delay(new TimeSpan((long)wait), cancellation);
    }
}
