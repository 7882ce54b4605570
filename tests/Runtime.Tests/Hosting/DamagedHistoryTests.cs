using System.Net;
using System.Text;
using OrleansTwin.Api;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Tests.Support;

namespace OrleansTwin.Runtime.Tests.Hosting;

/// <summary>Files of a damaged history: none looks whole that is not, unless somebody has accepted what is lost.</summary>
public sealed class DamagedHistoryTests : IDisposable
{
    private const int PressSamples = 20_000;

    private readonly string _directory = RunningHost.NewDirectory();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_damaged_hour_breaks_off_the_file_it_is_found_in_and_is_told_before_the_next_one_until_it_is_accepted()
    {
        await LiveAsync();
        await StoreFile.ChangeAsync(
            _directory,
            "UPDATE chunk SET crc = crc + 1 WHERE sensor = (SELECT key FROM name WHERE name = 'a/l2/mill/power')");
        await using (var host = await RunningHost.StartAsync(RunningHost.TwoLines, _directory))
        {
            await using var gateway = await RunningGateway.StartAsync(host.Twins, new ApiOptions());
            using var http = new HttpClient { BaseAddress = gateway.Address };
            await Assert.ThrowsAsync<HttpRequestException>(() => http.GetStringAsync(UriOf("a")));

            using var refused = await http.GetAsync(UriOf("a"));
            Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
            var problem = await refused.Content.ReadAsStringAsync();
            Assert.Contains("chunk of a/l2/mill/power in the hour", problem, StringComparison.Ordinal);
            Assert.Contains("/api/v1/damage/accept", problem, StringComparison.Ordinal);
            Assert.Equal(1 + PressSamples, Lines(await http.GetStringAsync(UriOf("a/l1"))));
        }

        await using (var host = await RunningHost.StartAsync(RunningHost.TwoLines, _directory))
        {
            await using var gateway = await RunningGateway.StartAsync(host.Twins, new ApiOptions());
            using var http = new HttpClient { BaseAddress = gateway.Address };
            Assert.Equal(HttpStatusCode.Conflict, (await http.GetAsync(UriOf("a"))).StatusCode);
            await host.Twins.AcceptDamageAsync(new DamageAcceptance(1), default);
            Assert.Equal(1 + PressSamples, Lines(await http.GetStringAsync(UriOf("a"))));
        }
    }

    /// <summary>So much of the press that its lines are on their way before the mill is read.</summary>
    private async Task LiveAsync()
    {
        await using var host = await RunningHost.StartAsync(RunningHost.TwoLines, _directory);
        var start = new DateTime(2026, 3, 2, 8, 0, 0, DateTimeKind.Utc);
        var csv = new StringBuilder("time,tag,value\n2026-03-02T08:00:00Z,mill/power,1\n");
        for (var second = 0; second < PressSamples; second++)
            csv.Append(null, $"{start.AddSeconds(second):s}Z,press/power,{second}\n");
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(csv.ToString()));
        var receipt = await host.Twins.ImportHistoryAsync(new HistoryImportSubmission(content, null, null), default);
        Assert.Equal(1 + PressSamples, receipt.Samples);
        await host.Host.Engine.CheckpointAsync(CancellationToken.None);
    }

    private static Uri UriOf(string twin) =>
        new($"/api/v1/history.csv/{twin}?from=2026-03-02T00:00:00Z&to=2026-03-03T00:00:00Z", UriKind.Relative);

    private static int Lines(string csv) => csv.Count(character => character == '\n');
}
