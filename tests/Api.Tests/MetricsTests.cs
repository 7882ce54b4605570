using System.Globalization;
using System.Text.RegularExpressions;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Metrics;
using OrleansTwin.Api.Tests.Fakes;

namespace OrleansTwin.Api.Tests;

public partial class MetricsTests
{
    [Fact]
    public async Task The_hosts_and_the_gateways_metrics_are_one_valid_text()
    {
        await using var gateway = await Gateway.StartAsync();
        gateway.Host.Metrics = new MetricsSnapshot(
            [MetricFamily.Of("orleanstwin_samples_total", "Samples.", MetricKind.Counter, 12)]);
        using var answer = await gateway.SendAsync(HttpMethod.Get, "/metrics");
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType?.ToString());

        var series = Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(12, series["orleanstwin_samples_total"]);
        Assert.Equal(0, series["orleanstwin_api_live_subscriptions"]);
    }

    [Fact]
    public void Labels_and_helps_are_escaped()
    {
        var family = new MetricFamily(
            "x", "one\ntwo \\ three", MetricKind.Gauge, [new([new("tag", "a\"b\\c\nd"), new("b", "2")], 0.5)]);
        var text = PrometheusText.Write([family]);
        Assert.Equal(
            "# HELP x one\\ntwo \\\\ three\n# TYPE x gauge\nx{tag=\"a\\\"b\\\\c\\nd\",b=\"2\"} 0.5\n", text);
        Parse(text);
    }

    [Fact]
    public void A_histogram_has_buckets_sum_and_count()
    {
        var point = new MetricPoint([new("line", "1")], 3.25)
        {
            Buckets = [new(0.005, 2), new(1, 3), new(double.PositiveInfinity, 4)],
        };
        var series = Parse(PrometheusText.Write([new("commit_seconds", "Commit.", MetricKind.Histogram, [point])]));
        Assert.Equal(2, series["commit_seconds_bucket{line=\"1\",le=\"0.005\"}"]);
        Assert.Equal(4, series["commit_seconds_bucket{line=\"1\",le=\"+Inf\"}"]);
        Assert.Equal(3.25, series["commit_seconds_sum{line=\"1\"}"]);
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
            $"x {text}\n", PrometheusText.Write([MetricFamily.Of("x", "h", MetricKind.Gauge, value)]), StringComparison.Ordinal);

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
