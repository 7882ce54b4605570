using System.Net;
using System.Text;
using OrleansTwin.EndToEnd.Tests.Commands;
using OrleansTwin.Store;
using OrleansTwin.Store.Sqlite;
using OrleansTwin.Twins.Elements;

namespace OrleansTwin.EndToEnd.Tests.Simulated;

/// <summary>The executable is killed (SIGKILL) under load, again and again: what it acknowledged is there, once.</summary>
public sealed class KillTests : IDisposable
{
    private const string Plant =
        """
        plantFile: 1
        line:
          l:
            machines:
              press:
                states: alwaysProducing
                sensors: {cycle: {tag: press/cycle}}
                quantities: {cycle: {role: good, mode: pulse}}
        """;

    private const int Posters = 4;
    private const int PulsesPerPost = 5;
    private const int Kills = 3;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("kill-");
    private long _acknowledged;

    [Fact]
    public async Task Every_pulse_that_was_acknowledged_counts_once_whatever_was_killed_between()
    {
        var file = Path.Combine(_directory.FullName, "plant.yaml");
        await File.WriteAllTextAsync(file, Plant);
        var waiting = Enumerable.Range(0, Posters).Select(_ => (string?)null).ToArray();
        var random = new Random(11);
        for (var life = 0; life <= Kills; life++)
        {
            await using var edge = EdgeProcess.Start(
                "run", "--plant", file, "--data", DataDirectory, "--listen", "http://127.0.0.1:0");
            using var http = new HttpClient { BaseAddress = await edge.AddressAsync() };
            var enough = Interlocked.Read(ref _acknowledged) + random.Next(100, 600);
            var posters = waiting.Select((_, poster) => PostAsync(http, poster, waiting, life < Kills ? long.MaxValue : enough)).ToArray();
            if (life == Kills)
            {
                await Task.WhenAll(posters);
                Assert.Equal(0, await edge.StopAsync());
                continue;
            }

            await AcknowledgedAsync(enough);
            await edge.DisposeAsync();
            await Task.WhenAll(posters);
        }

        Assert.All(waiting, Assert.Null);
        await using var store = await SqliteTwinStore.OpenAsync(DataDirectory);
        Assert.True(store.Names.TryGetKey("l/press", out var key));
        var year = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;
        var sum = await store.Ledger.SumAsync(new ElementQuery(key, year, year + (100 * 365 * TimeSpan.TicksPerDay)));
        Assert.Equal(_acknowledged * PulsesPerPost, sum[Element.GoodQuantity]);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private string DataDirectory => Path.Combine(_directory.FullName, "data");

    /// <summary>Posts pulses without a time of their own; what was not acknowledged is sent again under the same key.</summary>
    private async Task PostAsync(HttpClient http, int poster, string?[] waiting, long untilAcknowledged)
    {
        while (waiting[poster] is not null || Interlocked.Read(ref _acknowledged) < untilAcknowledged)
        {
            var key = waiting[poster] ??= Guid.NewGuid().ToString();
            if (!await TryPostAsync(http, key))
                return;
            waiting[poster] = null;
            Interlocked.Increment(ref _acknowledged);
        }
    }

    /// <summary>False when the process has gone.</summary>
    private static async Task<bool> TryPostAsync(HttpClient http, string key)
    {
        var pulses = string.Join(',', Enumerable.Repeat("""{"tag":"press/cycle","value":1}""", PulsesPerPost));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/telemetry")
        {
            Content = new StringContent($"[{pulses}]", Encoding.UTF8, "application/json"),
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
