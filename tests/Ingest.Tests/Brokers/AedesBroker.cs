using System.Globalization;
using System.Runtime.CompilerServices;

namespace OrleansTwin.Ingest.Tests.Brokers;

/// <summary>An aedes (npm) of the test's own: a broker that speaks 3.1.1 only.</summary>
public sealed class AedesBroker : IAsyncDisposable
{
    private const string Ready = "listening on ";

    private readonly PeerProcess _process;

    private AedesBroker(PeerProcess process) => _process = process;

    public string Url
    {
        get
        {
            string line = _process.Output.Split('\n').First(each => each.StartsWith(Ready, StringComparison.Ordinal));
            return $"mqtt://127.0.0.1:{int.Parse(line[Ready.Length..], CultureInfo.InvariantCulture)}";
        }
    }

    public static async Task<AedesBroker> StartAsync()
    {
        string folder = Path.Combine(Path.GetDirectoryName(Here())!, "aedes");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "aedes")))
            throw new InvalidOperationException(
                $"These tests need the MQTT broker aedes; install Node.js 20 or later with npm and run 'npm ci' in {folder}.");
        return new(await PeerProcess.StartAsync(Node(), ["server.js"], Ready, folder));
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static string Here([CallerFilePath] string path = "") => path;

    private static string Node() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "node.exe" : "node")).FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("These tests need Node.js 20 or later and find no 'node' in PATH; install it.");
}
