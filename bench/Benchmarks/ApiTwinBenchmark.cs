using System.Text.Json;
using OrleansTwin.Bench.Harness;
using OrleansTwin.Bench.Http;

namespace OrleansTwin.Bench.Benchmarks;

/// <summary>
/// <c>GET /api/v1/twins/{id}</c> of the running executable, whose plant is simulated in real time, asked by this process.
/// </summary>
internal sealed class ApiTwinBenchmark : IBenchmark
{
    private const int Connections = 32;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(5);

    public string Name => "api-twin";

    public string Measures =>
        $"GET /api/v1/twins/ID of a running plant over {Connections} keep-alive connections, from a process on the same cores";

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellation)
    {
        var settings = new Dictionary<string, string> { ["ORLEANSTWIN_Simulate"] = "true" };
        await using var edge = await RunningEdge.StartAsync(
            Path.Combine(AppContext.BaseDirectory, "Plants", "demo.yaml"), environment: settings);
        var twins = await TwinsAsync(edge.Http, cancellation);
        using var load = new KeepAliveLoad(edge.Http.BaseAddress!, Connections);
        var all = load.Best([.. twins.Select(twin => Request(twin.Id))], WarmUp, Duration);
        var machine = twins.First(twin => twin.Kind == "machine").Id;
        var one = load.Best([Request(machine)], WarmUp, Duration);
        var top = load.Best([Request(twins[0].Id)], WarmUp, Duration);
        var bare = await BareAsync(await edge.Http.GetStringAsync(Address(machine), cancellation));
        return
        [
            new("requests", all.PerSecond, "requests/s") { Baseline = new("bare Kestrel endpoint", bare.PerSecond) },
            new("latency, p99", all.P99Ms, "ms") { Baseline = new("bare Kestrel endpoint", bare.P99Ms) },
            new("latency, median", all.MedianMs, "ms") { Baseline = new("bare Kestrel endpoint", bare.MedianMs) },
            new("requests, one machine", one.PerSecond, "requests/s"),
            new("requests, the plant", top.PerSecond, "requests/s"),
            new("latency, the plant, p99", top.P99Ms, "ms"),
        ];
    }

    private static async Task<LoadResult> BareAsync(string json)
    {
        await using var process = await PeerProcess.StartAsync(
            "dotnet", [typeof(ApiTwinBenchmark).Assembly.Location, BareEndpoint.CommandName, json], "http://",
            Path.GetTempPath());
        using var load = new KeepAliveLoad(new Uri(process.Output.Trim()), Connections);
        return load.Best([Request("any")], WarmUp, Duration);
    }

    private static async Task<List<(string Id, string Kind)>> TwinsAsync(HttpClient http, CancellationToken cancellation)
    {
        var page = await http.GetStringAsync(new Uri("/api/v1/twins?limit=1000", UriKind.Relative), cancellation);
        using var json = JsonDocument.Parse(page);
        return
        [
            .. json.RootElement.GetProperty("items").EnumerateArray().Select(twin =>
                (twin.GetProperty("id").GetString()!, twin.GetProperty("kind").GetString()!)),
        ];
    }

    private static Uri Address(string id) => new($"/api/v1/twins/{id}", UriKind.Relative);

    private static byte[] Request(string id) => KeepAliveLoad.Get(Address(id).ToString());
}
