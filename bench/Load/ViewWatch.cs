using System.Diagnostics;
using System.Text.Json;
using OrleansTwin.Bench.Harness;

namespace OrleansTwin.Bench.Load;

/// <summary>
/// Looks at composite twins from outside, one after the other, over HTTP as a user would, and notes how old a twin's newest
/// sample is when the answer is there.
/// </summary>
internal sealed class ViewWatch(HttpClient http, params IReadOnlyList<string> twins)
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);

    private readonly Latencies _ages = new(100_000);

    public int Looks => _ages.Count;

    public async Task RunAsync(CancellationToken cancellation)
    {
        for (var look = 0; !cancellation.IsCancellationRequested; look++)
        {
            var newest = await NewestAsync(twins[look % twins.Count]);
            _ages.Add((long)((DateTime.UtcNow - newest).TotalSeconds * Stopwatch.Frequency));
            await Task.Delay(Period, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public double AgeMs(double share) => _ages.PercentileMs(share);

    private async Task<DateTime> NewestAsync(string twin)
    {
        await using var answer = await http.GetStreamAsync(new Uri($"/api/v1/twins/{twin}", UriKind.Relative));
        using var view = await JsonDocument.ParseAsync(answer);
        return view.RootElement.GetProperty("composite").GetProperty("freshness").GetProperty("newestSourceTime").GetDateTime();
    }
}
