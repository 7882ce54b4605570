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

    private GridProcesses(PostgresServer postgres, MosquittoBroker broker, PrivateNetwork? network)
    {
        (Postgres, Broker) = (postgres, broker);
        LinkOfLastSilo = new DatabaseLink(postgres.Directory);
        var (store, http) = (postgres.ConnectionString, $"http://127.0.0.1:{PeerProcess.FreePort()}");
        var here = network?.AddressOfProcess ?? "127.0.0.1";
        Silos = [.. Enumerable.Range(1, SiloCount).Select(number => network is not null && number == SiloCount
            ? Silo(number, PrivateNetwork.Enter, network.AddressForProcess)
            : Silo(number, [], here))];
        Ingest = new GridMember("ingest", store, [], ["--role", "ingest", "--mqtt", broker.Url, .. Ports(here)]);
        Gateway = new GridMember("gateway", store, [], "--role", "gateway", "--listen", http);
        Http = new HttpClient { BaseAddress = new Uri(http) };

        GridMember Silo(int number, IReadOnlyList<string> enter, string address) => new(
            $"silo-{number}", number == SiloCount ? postgres.ConnectionStringBy(LinkOfLastSilo.Host) : store, enter,
            ["--role", "silo", "--plant", PlantFile, .. Ports(address)]);
    }

    public PostgresServer Postgres { get; }

    /// <summary>By which the last silo reaches the database.</summary>
    public DatabaseLink LinkOfLastSilo { get; }

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
    /// <param name="network">The last silo is alone in it, and reaches the database all the same; null: all are together.</param>
    /// <param name="program">What all of them run; null: this build.</param>
    public static async Task<GridProcesses> StartAsync(
        string plantText, string brokerSettings, PrivateNetwork? network = null, string? program = null)
    {
        var postgres = await PostgresServer.StartAsync();
        var grid = new GridProcesses(postgres, await MosquittoBroker.StartAsync(brokerSettings), network);
        try
        {
            await File.WriteAllTextAsync(grid.PlantFile, plantText);
            foreach (var member in grid.Members)
            {
                member.Program = program ?? GridMember.OwnProgram;
                await member.StartAsync();
            }

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
        await LinkOfLastSilo.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static string[] Ports(string address) =>
    [
        "--address", address, "--silo-port", $"{PeerProcess.FreePort()}", "--gateway-port", $"{PeerProcess.FreePort()}",
        "--listen", $"http://127.0.0.1:{PeerProcess.FreePort()}",
    ];
}
