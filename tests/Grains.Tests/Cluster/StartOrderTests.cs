using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using OrleansTwin.Grains.Tests.Schema;
using OrleansTwin.Peers;

namespace OrleansTwin.Grains.Tests.Cluster;

/// <summary>Processes as an operator starts them, on a database of their own.</summary>
public sealed class StartOrderTests
{
    [Fact]
    public async Task Processes_start_in_any_order_and_the_last_one_makes_the_grid_whole()
    {
        var database = await ClusterDatabase.EmptyAsync();
        var listening = PeerProcess.FreePort();
        await using var gateway = await StartAsync(
            database, "Could not find any gateway", "--role", "gateway", "--listen", Url(listening));
        await using var ingest = await StartAsync(
            database, "This process waits for the grid", [.. Member("ingest"), "--listen", Url(PeerProcess.FreePort())]);
        await using var silo = await StartAsync(
            database, "",
            [
                .. Member("silo"), "--listen", Url(PeerProcess.FreePort()),
                "--plant", Path.Combine(AppContext.BaseDirectory, "Plants", "demo.yaml"),
            ]);

        using var client = new HttpClient { BaseAddress = new Uri(Url(listening)) };
        await GridCluster.UntilAsync(() => StatusAsync(client), status => status == HttpStatusCode.OK, "a gateway that is ready");
        var accepted = await GridCluster.UntilAsync(
            async () => (await client.PostAsJsonAsync("/api/v1/telemetry", new[] { new { tag = "any", value = 1 } })).StatusCode,
            status => status == HttpStatusCode.Accepted, "telemetry that is taken");

        Assert.Equal(HttpStatusCode.Accepted, accepted);
    }

    private static Task<PeerProcess> StartAsync(ClusterDatabase database, string readyText, params string[] options)
    {
        // Schemas of this test's own come with the prefix, which only settings have.
        var settings = Path.Combine(Directory.CreateTempSubdirectory("orleans-twin-start-").FullName, "settings.json");
        File.WriteAllText(settings, $$"""{ "grid": { "schemaPrefix": "{{database.Grid.SchemaPrefix}}", "shards": 2 } }""");
        return PeerProcess.StartAsync(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "OrleansTwin.Silo.dll"),
                "--store", database.Grid.Store!, "--config", settings, .. options,
            ],
            readyText, AppContext.BaseDirectory);
    }

    private static string[] Member(string role) =>
        ["--role", role, "--address", "127.0.0.1", "--silo-port", Port(), "--gateway-port", Port()];

    private static string Port() => PeerProcess.FreePort().ToString(CultureInfo.InvariantCulture);

    private static string Url(int port) => $"http://127.0.0.1:{port}";

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client)
    {
        try
        {
            return (await client.GetAsync("/health/ready")).StatusCode;
        }
        catch (HttpRequestException)
        {
            return HttpStatusCode.ServiceUnavailable;
        }
    }
}
