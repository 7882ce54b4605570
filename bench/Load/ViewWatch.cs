using System.Diagnostics;
using System.Text.Json;
using OrleansTwin.Bench.Harness;

namespace OrleansTwin.Bench.Load;

/// <summary>
/// Looks at the plant's twin from outside, over HTTP as a user would, and notes how old its newest sample is when the answer is
/// there.
/// </summary>
internal sealed class ViewWatch(HttpClient http, string twin)
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);

    private readonly Latencies _ages = new(100_000);

    public int Looks => _ages.Count;

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var newest = await NewestAsync();
            _ages.Add((long)((DateTime.UtcNow - newest).TotalSeconds * Stopwatch.Frequency));
            await Task.Delay(Period, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public double AgeMs(double share) => _ages.PercentileMs(share);

    private async Task<DateTime> NewestAsync()
    {
        await using var answer = await http.GetStreamAsync(new Uri($"/api/v1/twins/{twin}", UriKind.Relative));
        using var view = await JsonDocument.ParseAsync(answer);
        return view.RootElement.GetProperty("composite").GetProperty("freshness").GetProperty("newestSourceTime").GetDateTime();
    }
}
