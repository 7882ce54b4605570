
namespace OrleansTwin.Peers;

/// <summary>
/// The executable running a plant: API on a port of its own, data in a folder that the caller may name to start it again.
/// </summary>
public sealed class RunningEdge : IAsyncDisposable
{
    private static readonly TimeSpan ReadyMax = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo? _own;

    private RunningEdge(EdgeProcess process, Uri address, string data, DirectoryInfo? own)
    {
        (Process, Data, _own) = (process, data, own);
        Http = new HttpClient { BaseAddress = new Uri(address.GetLeftPart(UriPartial.Authority)) };
    }

    public EdgeProcess Process { get; }

    /// <summary>The data directory.</summary>
    public string Data { get; }

    public HttpClient Http { get; }

    /// <summary>Starts it and waits until its API answers.</summary>
    /// <param name="plantFile">The plant file to run.</param>
    /// <param name="mqttUrl">A broker to take telemetry from; null: none.</param>
    /// <param name="data">The data directory; null: a new one that vanishes with this.</param>
    /// <param name="port">Where its API listens; 0: on any free port.</param>
    /// <param name="environment">Settings (<c>ORLEANSTWIN_…</c>) and others.</param>
    /// <param name="store">Connection string of a database that keeps everything instead of the data directory.</param>
    public static async Task<RunningEdge> StartAsync(
        string plantFile,
        string? mqttUrl = null,
        string? data = null,
        int port = 0,
        IReadOnlyDictionary<string, string>? environment = null,
        string? store = null)
    {
        var own = data is null ? Directory.CreateTempSubdirectory("edge-") : null;
        var folder = own?.FullName ?? data!;
        var process = Begin(plantFile, mqttUrl, folder, port, environment, store);
        try
        {
            return new RunningEdge(process, await process.AddressAsync(), folder, own);
        }
        catch
        {
            await process.DisposeAsync();
            own?.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>Starts it and does not wait.</summary>
    public static EdgeProcess Begin(
        string plantFile,
        string? mqttUrl,
        string data,
        int port = 0,
        IReadOnlyDictionary<string, string>? environment = null,
        string? store = null)
    {
        string[] keeper = store is null ? ["--data", data] : ["--store", store];
        string[] broker = mqttUrl is null ? [] : ["--mqtt", mqttUrl];
        return EdgeProcess.Start(
            environment ?? new Dictionary<string, string>(),
            ["run", "--plant", plantFile, .. keeper, "--listen", $"http://127.0.0.1:{port}", .. broker]);
    }

    /// <summary>Waits until its readiness and every source of it are well.</summary>
    public Task IsReadyAsync() => UntilAsync(isWell: true);

    /// <summary>Waits until it tells that something is not well.</summary>
    public Task IsInTroubleAsync() => UntilAsync(isWell: false);

    public ProcessFigures ReadFigures() => ProcessFigures.Read(Process.Id);

    /// <summary>The sum of a metric over its labels.</summary>
    public Task<double> MetricAsync(string name) => MetricsText.SumAsync(Http, new Uri("/metrics", UriKind.Relative), name);

    private async Task UntilAsync(bool isWell)
    {
        var until = DateTime.UtcNow + ReadyMax;
        while (true)
        {
            using var answer = await Http.GetAsync(new Uri("/readyz", UriKind.Relative));
            var text = await answer.Content.ReadAsStringAsync();
            var found = answer.IsSuccessStatusCode && !text.Contains("\"isHealthy\":false", StringComparison.Ordinal);
            if (found == isWell)
                return;
            if (DateTime.UtcNow > until)
                throw new TimeoutException(
                    $"Was not {(isWell ? "ready" : "in trouble")} within {ReadyMax.TotalSeconds} s: {text}\n{Process.Output}");
            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Process.DisposeAsync();
        _own?.Delete(recursive: true);
    }
}
