using System.Net;
using System.Text;
using OrleansTwin.Store.Postgres;

namespace OrleansTwin.EndToEnd.Tests.Simulated;

/// <summary>The executable on PostgreSQL, whose server goes away under load: nothing acknowledged is lost.</summary>
public sealed class PostgresTests : IDisposable
{
    private const int Posters = 4;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("postgres-");
    private readonly SemaphoreSlim _acknowledgements = new(0);
    private long _pieces;
    private volatile bool _isEnding;

    [Fact]
    public async Task Every_pulse_that_was_acknowledged_counts_once_whatever_became_of_the_server()
    {
        await using var server = await PostgresServer.StartAsync();
        var file = Path.Combine(_directory.FullName, "plant.yaml");
        await File.WriteAllTextAsync(file, PulsePlant.Text);
        await using (var edge = EdgeProcess.Start(
            "run", "--plant", file, "--store", server.ConnectionString, "--listen", "http://127.0.0.1:0"))
        {
            using var http = new HttpClient { BaseAddress = await edge.AddressAsync() };
            var posters = Enumerable.Range(1, Posters).Select(pieces => PostAsync(http, pieces)).ToList();
            foreach (var mode in new[] { "fast", "immediate" })
            {
                await AcknowledgedAsync(50);
                await server.StopAsync(mode);
                await HealthTellsAsync(http, "database");
                await server.StartAgainAsync();
            }

            await AcknowledgedAsync(50);
            _isEnding = true;
            await Task.WhenAll(posters).WaitAsync(Limit);
            await LookIntoAsync(server.ConnectionString);
            Assert.Equal(0, await edge.StopAsync());
            Assert.Contains("Schema orleanstwin of database postgres", edge.Output, StringComparison.Ordinal);
        }

        await using var store = await PostgresTwinStore.OpenAsync(server.ConnectionString);
        Assert.Equal(_pieces, await PulsePlant.CountAsync(store));
    }

    [Fact]
    public async Task A_database_that_is_missing_is_told_with_what_to_do()
    {
        var (exitCode, output) = await EdgeProcess.RunAsync("run", "--store", "Host=/nowhere;Database=plant");
        Assert.Equal(1, exitCode);
        Assert.Contains("The database cannot be reached", output, StringComparison.Ordinal);
        (exitCode, output) = await EdgeProcess.RunAsync("run", "--store", "Database=plant");
        Assert.Equal(2, exitCode);
        Assert.Contains("no Host; expected Host=SERVER", output, StringComparison.Ordinal);
        (exitCode, output) = await EdgeProcess.RunAsync("run", "--store", "Host=a;Database=b", "--data", _directory.FullName);
        Assert.Equal(2, exitCode);
        Assert.Contains("Leave out --data", output, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _acknowledgements.Dispose();
        _directory.Delete(recursive: true);
    }

    /// <summary>What an operator asks beside the running Edge.</summary>
    private static async Task LookIntoAsync(string connection)
    {
        foreach (var (expected, text, arguments) in new[]
        {
            (0, "Schema orleanstwin of database postgres", new[] { "store", "check" }),
            (0, "pieces", ["replay", "--twin", "l", "--at", $"{DateTime.UtcNow:O}"]),
            (2, "pg_dump --host=", ["store", "backup", "--out", "anything"]),
        })
        {
            var (exitCode, told) = await EdgeProcess.RunAsync([.. arguments, "--store", connection]);
            Assert.True(exitCode == expected, told);
            Assert.Contains(text, told, StringComparison.Ordinal);
        }

        var environment = new Dictionary<string, string> { ["ORLEANSTWIN_Store"] = connection };
        await using var info = EdgeProcess.Start(environment, "store", "info");
        Assert.Equal(0, await info.EndAsync());
        Assert.Contains("1 milestone", info.Output, StringComparison.Ordinal);
    }

    private static async Task HealthTellsAsync(HttpClient http, string text)
    {
        var until = DateTime.UtcNow + Limit;
        for (var told = ""; !told.Contains(text, StringComparison.Ordinal);)
        {
            Assert.True(DateTime.UtcNow < until, $"Readiness did not tell '{text}' within {Limit}: {told}");
            using var answer = await http.GetAsync(new Uri("/readyz", UriKind.Relative));
            told = answer.StatusCode == HttpStatusCode.ServiceUnavailable ? await answer.Content.ReadAsStringAsync() : "";
        }
    }

    /// <summary>
    /// Each poster makes another number of pieces, so that two that arrive in one instant are told apart. What is refused while
    /// the server is away says that nothing was taken, and is held to it by the count at the end.
    /// </summary>
    private async Task PostAsync(HttpClient http, int pieces)
    {
        while (!_isEnding)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/telemetry")
            {
                Content = new StringContent(
                    $$"""[{"tag":"press/cycle","value":{{pieces}}}]""", Encoding.UTF8, "application/json"),
            };
            using var response = await http.SendAsync(request);
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                var refusal = await response.Content.ReadAsStringAsync();
                Assert.Contains("nothing of it was taken", refusal, StringComparison.Ordinal);
                continue;
            }

            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
            Interlocked.Add(ref _pieces, pieces);
            _acknowledgements.Release();
        }
    }

    private async Task AcknowledgedAsync(int count)
    {
        for (var i = 0; i < count; i++)
            Assert.True(await _acknowledgements.WaitAsync(Limit), $"Only {i} of {count} posts were acknowledged within {Limit}.");
    }
}
