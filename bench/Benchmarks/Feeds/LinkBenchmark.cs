using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Bench.Harness;
using OrleansTwin.PlantFiles;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Runtime.Forwarding;
using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Store;
using OrleansTwin.Store.Sqlite;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;
using OrleansTwin.Twins.Simulation;

namespace OrleansTwin.Bench.Benchmarks.Feeds;

/// <summary>
/// What an Edge's link to its grid has to carry: two hours of the demo plant, of which the second counts, as telemetry once a
/// second and as reports. Bytes are those of the requests' bodies; each request costs what HTTP and TLS add besides.
/// </summary>
internal sealed class LinkBenchmark : IBenchmark
{
    private const int HourSeconds = 3600;
    private const int Seed = 7;

    /// <summary>Samples come to the Edge so many milliseconds after their time, and as much as that again by chance.</summary>
    private const int DelayMs = 20;

    private static readonly long Start = new DateTime(2026, 3, 2, 8, 0, 0, DateTimeKind.Utc).Ticks;

    public string Name => "site-link";

    public string Measures =>
        "bytes an hour that a site's link carries for each sensor of the demo plant, as telemetry and as reports";

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellation)
    {
        var (minutely, samples, raw) = await RunAsync(periodSeconds: 60);
        var (often, _, _) = await RunAsync(periodSeconds: 10);
        var telemetry = new Baseline("telemetry once a second", raw);
        return
        [
            new("samples", samples, "samples/sensor-hour"),
            new("reports once a minute", minutely, "B/sensor-hour") { Baseline = telemetry },
            new("reports every ten seconds", often, "B/sensor-hour") { Baseline = telemetry },
        ];
    }

    private static async Task<(double Reports, double Samples, double Telemetry)> RunAsync(int periodSeconds)
    {
        var directory = Directory.CreateTempSubdirectory("orleans-twin-bench-").FullName;
        try
        {
            var text = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Plants", "demo.yaml"));
            var plant = PlantFile.Parse(text, "demo.yaml").Plant!;
            var store = await SqliteTwinStore.OpenAsync(directory, new StoreOptions());
            var time = new SetTime { Now = Start };
            await using var host = await PlantHost.OpenAsync(
                new PlantHostOptions { HasClock = false }, text, plant, store, [], time, NullLogger.Instance, default);
            using var link = new TakingLink();
            await using var reports = await ReportForwarder.OpenAsync(
                new ForwardOptions { Grid = ["http://localhost"] }, host.Engine, host.Shard, link, time, NullLogger.Instance,
                default);
            return await PlayAsync(host, reports, link, time, PlantSources.Emitter(plant, Start, Seed), periodSeconds);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<(double Reports, double Samples, double Telemetry)> PlayAsync(
        PlantHost host, ReportForwarder reports, TakingLink link, SetTime time, TelemetryEmitter emitter, int periodSeconds)
    {
        var (names, random, raw, samples, before) = (host.Engine.Store.Names, new Random(Seed), 0L, 0L, 0L);
        for (var second = 1; second <= 2 * HourSeconds; second++)
        {
            time.Now = Start + (second * TimeSpan.TicksPerSecond);
            var batch = Take(emitter, time.Now, names, random);
            await (await host.Engine.TakeAsync(batch, default, 0, default));
            await host.Engine.TickAsync(time.Now, default);
            if (second > HourSeconds)
                (raw, samples) = (raw + Packed(reports.Feed, second, batch), samples + batch.Length);
            if (second % periodSeconds == 0)
                await reports.TellAsync(default);
            if (second == HourSeconds)
                before = link.Bytes;
        }

        double sensors = emitter.Sensors.Count;
        return ((link.Bytes - before) / sensors, samples / sensors, raw / sensors);
    }

    private static SensorSample[] Take(TelemetryEmitter emitter, long untilTicks, INameTable names, Random random)
    {
        var batch = new List<SensorSample>();
        while (emitter.Next(untilTicks) is { IsEmpty: false } part)
        {
            foreach (ref readonly var item in part)
            {
                names.TryGetKey(emitter.Sensors[item.Sensor].Id, out var key);
                var receivedAt = item.AtTicks + (TimeSpan.TicksPerMillisecond * (DelayMs + random.Next(DelayMs)));
                batch.Add(new SensorSample(
                    key, new Sample(item.AtTicks, receivedAt, item.Value, item.Value, Quality.Good, item.Text)));
            }
        }

        return [.. batch];
    }

    /// <summary>The request that carries a second's samples.</summary>
    private static int Packed(string feed, long number, SensorSample[] batch) =>
        new ForwardMessage(feed, default, [], number, number, batch).Pack().Length;

    private sealed class SetTime : TimeProvider
    {
        public long Now { get; set; }

        public override DateTimeOffset GetUtcNow() => new(Now, TimeSpan.Zero);
    }

    /// <summary>A grid that takes everything.</summary>
    private sealed class TakingLink : HttpMessageHandler
    {
        private LedgerPlace _place;

        public long Bytes { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
            var message = ReportMessage.Unpack(body, Packing.UnpackedBytesMax);
            if (message.After == _place)
                _place = message.To;
            Bytes += body.Length;
            var receipt = new ForwardReceipt(_place.Cursor, []) { Row = _place.Row };
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = JsonContent.Create(receipt) };
        }
    }
}
