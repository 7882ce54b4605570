using System.Net;
using System.Text;
using OrleansTwin.Store.Sqlite;

namespace OrleansTwin.EndToEnd.Tests.Simulated;

/// <summary>The executable is killed (SIGKILL) under load, again and again: what it acknowledged is there, once.</summary>
public sealed class KillTests : IDisposable
{
    private const int Posters = 4;
    private const int Kills = 3;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("kill-");
    private long _acknowledged;
    private long _pieces;

    [Fact]
    public async Task Every_pulse_that_was_acknowledged_counts_once_whatever_was_killed_between()
    {
        var file = Path.Combine(_directory.FullName, "plant.yaml");
        await File.WriteAllTextAsync(file, PulsePlant.Text);
        var waiting = Enumerable.Range(0, Posters).Select(_ => (string?)null).ToArray();
        var random = new Random(11);
        for (var life = 0; life < Kills; life++)
            await LiveAsync(file, waiting, Interlocked.Read(ref _acknowledged) + random.Next(100, 600), isKilled: true);
        await LiveAsync(file, waiting, Interlocked.Read(ref _acknowledged) + 100, isKilled: false);

        Assert.All(waiting, Assert.Null);
        await using var store = await SqliteTwinStore.OpenAsync(DataDirectory);
        Assert.Equal(_pieces, await PulsePlant.CountAsync(store));
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private string DataDirectory => Path.Combine(_directory.FullName, "data");

    /// <summary>
    /// One life of the process: until so many posts are acknowledged, then killed in the midst of others, or asked to end.
    /// </summary>
    private async Task LiveAsync(string plantFile, string?[] waiting, long untilAcknowledged, bool isKilled)
    {
        using var http = new HttpClient();
        Task[] posters;
        await using (var edge = EdgeProcess.Start(
            "run", "--plant", plantFile, "--data", DataDirectory, "--listen", "http://127.0.0.1:0"))
        {
            http.BaseAddress = await edge.AddressAsync();
            var until = isKilled ? long.MaxValue : untilAcknowledged;
            posters = [.. Enumerable.Range(0, Posters).Select(poster => PostAsync(http, poster, waiting, until))];
            await AcknowledgedAsync(untilAcknowledged);
            if (!isKilled)
            {
                await Task.WhenAll(posters);
                Assert.Equal(0, await edge.StopAsync());
            }
        }

        await Task.WhenAll(posters);
    }

    /// <summary>
    /// Posts pulses without a time of their own; what was not acknowledged is sent again under the same key. Each poster makes
    /// another number of pieces, so that two that arrive in one instant are told apart.
    /// </summary>
    private async Task PostAsync(HttpClient http, int poster, string?[] waiting, long untilAcknowledged)
    {
        while (waiting[poster] is not null || Interlocked.Read(ref _acknowledged) < untilAcknowledged)
        {
            var key = waiting[poster] ??= Guid.NewGuid().ToString();
            if (!await TryPostAsync(http, key, poster + 1))
                return;
            waiting[poster] = null;
            Interlocked.Increment(ref _acknowledged);
            Interlocked.Add(ref _pieces, poster + 1);
        }
    }

    /// <summary>False when the process has gone.</summary>
    private static async Task<bool> TryPostAsync(HttpClient http, string key, int pieces)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/telemetry")
        {
            Content = new StringContent($$"""[{"tag":"press/cycle","value":{{pieces}}}]""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", key);
        try
        {
            using var response = await http.SendAsync(request);
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task AcknowledgedAsync(long count)
    {
        var until = DateTime.UtcNow + TimeSpan.FromSeconds(60);
        while (Interlocked.Read(ref _acknowledged) < count)
        {
            Assert.True(DateTime.UtcNow < until, $"{_acknowledged} of {count} posts were acknowledged within 60 s.");
            await Task.Yield();
        }
    }
}
