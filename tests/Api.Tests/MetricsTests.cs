using System.Globalization;
using System.Text.RegularExpressions;
using OrleansTwin.Api.Metrics;
using OrleansTwin.Api.Tests.Fakes;
using OrleansTwin.Diagnostics;

namespace OrleansTwin.Api.Tests;

public partial class MetricsTests
{
    [Fact]
    public async Task The_hosts_and_the_gateways_metrics_are_one_valid_text()
    {
        await using var gateway = await Gateway.StartAsync();
        gateway.Host.Metrics =
            [MetricLayer.Edge.Counter("orleanstwin_samples_total", "{sample}", "Samples.", 12)];
        using var answer = await gateway.SendAsync(HttpMethod.Get, "/metrics");
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType?.ToString());

        var series = Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(12, series["orleanstwin_samples_total"]);
        Assert.Equal(0, series["orleanstwin_api_live_subscriptions"]);
    }

    [Fact]
    public void Labels_and_helps_are_escaped()
    {
        var family = MetricLayer.Api.Gauge(
            "x", "1", "one\ntwo \\ three", [new MetricPoint([new("tag", "a\"b\\c\nd"), new("b", "2")], 0.5)]);
        var text = PrometheusText.Write([family]);
        Assert.Equal(
            "# HELP x one\\ntwo \\\\ three\n# TYPE x gauge\nx{tag=\"a\\\"b\\\\c\\nd\",b=\"2\"} 0.5\n", text);
        Parse(text);
    }

    [Fact]
    public void A_histogram_has_buckets_sum_and_count()
    {
        var latency = new LatencyHistogram();
        foreach (var milliseconds in new[] { 4, 5, 1000, 200_000 })
            latency.Record(TimeSpan.FromMilliseconds(milliseconds));
        var family = MetricLayer.Store.Latency("commit_seconds", "Commit.", [new MetricPoint("line", "1", latency)]);
        var series = Parse(PrometheusText.Write([family]));
        Assert.Equal(0, series["commit_seconds_bucket{line=\"1\",le=\"0.002\"}"]);
        Assert.Equal(2, series["commit_seconds_bucket{line=\"1\",le=\"0.005\"}"]);
        Assert.Equal(3, series["commit_seconds_bucket{line=\"1\",le=\"100\"}"]);
        Assert.Equal(4, series["commit_seconds_bucket{line=\"1\",le=\"+Inf\"}"]);
        Assert.Equal(201.009, series["commit_seconds_sum{line=\"1\"}"]);
        Assert.Equal(4, series["commit_seconds_count{line=\"1\"}"]);
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(1e300, "1E+300")]
    [InlineData(-0.25, "-0.25")]
    public void Numbers_are_written_as_prometheus_reads_them(double value, string text) =>
        Assert.EndsWith(
            $"x {text}\n", PrometheusText.Write([MetricLayer.Api.Gauge("x", "1", "h", value)]), StringComparison.Ordinal);

    // A strict reader of format 0.0.4: a line is a comment of a known kind or a series; a family is announced before its series.
    private static Dictionary<string, double> Parse(string text)
    {
        var series = new Dictionary<string, double>(StringComparer.Ordinal);
        var announced = "";
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            if (Announcement().Match(line) is { Success: true } comment)
            {
                announced = comment.Groups["name"].Value;
                continue;
            }

            var match = Series().Match(line);
            Assert.True(match.Success, $"Not a line of the format: {line}");
            Assert.StartsWith(announced, match.Groups["name"].Value, StringComparison.Ordinal);
            var number = match.Groups["value"].Value;
            var value = number is "+Inf" ? double.PositiveInfinity : double.Parse(number, CultureInfo.InvariantCulture);
            Assert.True(series.TryAdd(match.Groups["name"].Value + match.Groups["labels"].Value, value), $"Twice: {line}");
        }

        return series;
    }

    [GeneratedRegex(
        @"^# (HELP (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) .*|TYPE (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram))$")]
    private static partial Regex Announcement();

    [GeneratedRegex(
        """^(?<name>\w+)(?<labels>\{(\w+="([^"\\\n]|\\["\\n])*",?)*\})? (?<value>[-+]?([0-9.]+([eE][-+]?\d+)?|Inf)|NaN)$""")]
    private static partial Regex Series();
}
