using OrleansTwin.Peers;

namespace OrleansTwin.Proofs;

/// <summary>
/// A grid of real processes on 127.0.0.1 as it is deployed on several machines: silos, an ingest and a gateway that is a client
/// of theirs, with a PostgreSQL server and a broker of its own.
/// </summary>
internal sealed class GridProcesses : IAsyncDisposable
{
    private const int SiloCount = 3;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("proof-grid-");

    private GridProcesses(PostgresServer postgres, MosquittoBroker broker)
    {
        (Postgres, Broker) = (postgres, broker);
        var (store, http) = (postgres.ConnectionString, $"http://127.0.0.1:{PeerProcess.FreePort()}");
        Silos = [.. Enumerable.Range(1, SiloCount).Select(number => new GridMember(
            $"silo-{number}", store, ["--role", "silo", "--plant", PlantFile, .. Ports()]))];
        Ingest = new GridMember("ingest", store, ["--role", "ingest", "--mqtt", broker.Url, .. Ports()]);
        Gateway = new GridMember("gateway", store, "--role", "gateway", "--listen", http);
        Http = new HttpClient { BaseAddress = new Uri(http) };
    }

    public PostgresServer Postgres { get; }

    public MosquittoBroker Broker { get; }

    public IReadOnlyList<GridMember> Silos { get; }

    public GridMember Ingest { get; }

    public GridMember Gateway { get; }

    /// <summary>To the gateway.</summary>
    public HttpClient Http { get; }

    private string PlantFile => Path.Combine(_folder.FullName, "plant.yaml");

    public IEnumerable<GridMember> Members => [.. Silos, Ingest, Gateway];

    /// <summary>All processes run when this returns; the twins may still be on their way.</summary>
    /// <param name="plantText">Plant file of the grid.</param>
    /// <param name="brokerSettings">Of mosquitto, after its listener.</param>
    public static async Task<GridProcesses> StartAsync(string plantText, string brokerSettings)
    {
        var postgres = await PostgresServer.StartAsync();
        var grid = new GridProcesses(postgres, await MosquittoBroker.StartAsync(brokerSettings));
        try
        {
            await File.WriteAllTextAsync(grid.PlantFile, plantText);
            foreach (var member in grid.Members)
                await member.StartAsync();
            return grid;
        }
        catch
        {
            await grid.DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes what the processes have said to files of a folder, for whoever looks for the cause of a finding.</summary>
    public async Task KeepLogsAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var member in Members)
            await File.WriteAllTextAsync(Path.Combine(folder, $"{member.Name}.log"), member.Output);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        foreach (var member in Members.Reverse())
            await member.DisposeAsync();
        await Broker.DisposeAsync();
        await Postgres.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static string[] Ports() =>
    [
        "--address", "127.0.0.1", "--silo-port", $"{PeerProcess.FreePort()}", "--gateway-port", $"{PeerProcess.FreePort()}",
        "--listen", $"http://127.0.0.1:{PeerProcess.FreePort()}",
    ];
}
