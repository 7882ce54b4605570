using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansTwin.Bench.Harness;
using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Runtime.Health;
using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Runtime.Lives;
using OrleansTwin.Store;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Bench.Lives;

/// <summary>
/// Remaining life followed over one store: the first look, until all machines are told, and a quarter of an hour.
/// </summary>
internal sealed class LifeRun
{
    private const int Seed = 20_260_302;
    private const int Minutes = 15;
    private const int SamplesPerMinute = 3;

    /// <summary>No order is drafted and no alarm raised: that comes once in a life.</summary>
    private static readonly HealthOptions Options = new() { Life = new LifeOptions { RiskMax = 1 } };

    private readonly IngestBatch _batch = new();
    private readonly StoppedTime _time;
    private readonly PlantHost _host;
    private readonly int[] _sensors;

    private LifeRun(PlantHost host, int[] sensors, StoppedTime time) => (_host, _sensors, _time) = (host, sensors, time);

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(ITwinStore store, CancellationToken cancellation)
    {
        await LifePlant.FillAsync(store, Seed, cancellation);
        var time = new StoppedTime();
        await using var host = await PlantHost.OpenAsync(
            new PlantHostOptions { HasClock = false, Health = Options }, LifePlant.Text, LifePlant.Parse(), store, [], time,
            NullLogger.Instance, cancellation);
        var sensors = await store.Names.GetOrAddAsync([.. LifePlant.MachineIds.Select(id => $"{id}/wear")], cancellation);
        return await new LifeRun(host, sensors, time).MeasureAsync(cancellation);
    }

    private async Task<IReadOnlyList<Figure>> MeasureAsync(CancellationToken cancellation)
    {
        var first = await LookAsync(1, cancellation);
        var all = first;
        while (LifePlant.MachineIds.Any(id => _host.Lives.Find(id) is null))
            all += await LookAsync(1, cancellation);
        await FeedAsync(0);
        var quarter = default(Cost);
        for (var minute = 1; minute <= Minutes; minute++)
        {
            await FeedAsync(minute);
            quarter += await LookAsync((int)(TimeSpan.FromMinutes(1) / Options.Period), cancellation);
        }

        var told = LifePlant.MachineIds.Count(id => _host.Lives.Find(id)?.Model is not null);
        if (told < LifePlant.Machines)
            throw new InvalidOperationException($"{told} of {LifePlant.Machines} machines are told how long they last.");
        return
        [
            new Figure("first look", first.Seconds, "s"),
            new Figure("until all machines are told", all.Seconds, "s"),
            new Figure("until all machines are told, of a core", all.CpuSeconds, "s"),
            new Figure("a quarter of an hour", quarter.Seconds, "s"),
            new Figure("a quarter of an hour, of a core", quarter.CpuSeconds, "s"),
            new Figure("share of a core", 100 * quarter.CpuSeconds / TimeSpan.FromMinutes(Minutes).TotalSeconds, "%"),
        ];
    }

    private async Task<Cost> LookAsync(int times, CancellationToken cancellation)
    {
        var (started, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        for (var look = 0; look < times; look++)
        {
            _time.NowTicks += Options.Period.Ticks;
            await _host.Lives.LookAsync(cancellation);
        }

        return new Cost(
            Stopwatch.GetElapsedTime(started).TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
    }

    /// <summary>A minute's samples of all machines, which is not measured.</summary>
    private async Task FeedAsync(int minute)
    {
        _batch.Clear();
        for (var at = 0; at < SamplesPerMinute; at++)
        {
            var ticks = LifePlant.NowTicks + (minute * TimeSpan.TicksPerMinute)
                + ((5 + (20 * at)) * TimeSpan.TicksPerSecond);
            foreach (var sensor in _sensors)
                _batch.Add(sensor, new Sample(ticks, 1.3 + (0.001 * ((sensor + minute) % 97))));
        }

        await await _host.Engine.TakeAsync(_batch, CancellationToken.None);
        await _host.Engine.Runtime.DrainAsync();
    }

    private readonly record struct Cost(double Seconds, double CpuSeconds)
    {
        public static Cost operator +(Cost a, Cost b) => new(a.Seconds + b.Seconds, a.CpuSeconds + b.CpuSeconds);
    }

    private sealed class StoppedTime : TimeProvider
    {
        public long NowTicks { get; set; } = LifePlant.NowTicks;

        public override DateTimeOffset GetUtcNow() => new(NowTicks, TimeSpan.Zero);
    }
}
