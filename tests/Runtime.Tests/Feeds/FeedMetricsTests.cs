using System.Text.RegularExpressions;
using OrleansTwin.Runtime.Feeds;
using OrleansTwin.Runtime.Tests.Support;

namespace OrleansTwin.Runtime.Tests.Feeds;

public sealed partial class FeedMetricsTests
{
    private static readonly StringComparer AnyCase = StringComparer.OrdinalIgnoreCase;

    [Fact]
    public async Task The_table_of_metrics_has_exactly_what_a_feed_tells()
    {
        await using var grid = await FeedGrid.StartAsync();
        var told = grid.Feed.Read().Select(family => string.Join(
            ' ', family.Name, family.Kind, family.Unit, string.Join(", ", family.Points[0].Labels.Select(label => label.Name)),
            family.Help));
        var documented = Row().Matches(await File.ReadAllTextAsync(Document())).Select(row => string.Join(
            ' ', row.Groups.Values.Skip(1).Select(group => group.Value)));
        Assert.Equal(told.Order(AnyCase), documented.Order(AnyCase), AnyCase);
    }

    [Fact]
    public async Task Each_series_of_a_shard_tells_its_own()
    {
        await using var grid = await FeedGrid.StartAsync();
        await grid.SendToAllAsync(2);
        await grid.SendAsync($"{SmallPlant.Line2}/m-1/power");
        await grid.ForwardedAsync();
        var samples = grid.Feed.Read().Single(family => family.Name == "orleanstwin_feed_samples_total");
        Assert.Equal(["test 0: 2", "test 1: 3", "test 2: 2"], samples.Points.Select(point =>
            $"{point.Labels[0].Value} {point.Labels[1].Value}: {point.Value}"));
    }

    [Theory]
    [InlineData(0, 1, 5)]
    [InlineData(100_001, 1, 5)]
    [InlineData(1, 6, 5)]
    public void Options_that_cannot_be_used_are_refused_with_their_names(int samples, int retryMinS, int retryMaxS)
    {
        var options = new FeedOptions
        {
            SamplesPerCallMax = samples, RetryMin = TimeSpan.FromSeconds(retryMinS), RetryMax = TimeSpan.FromSeconds(retryMaxS),
        };
        Assert.StartsWith("Feed:", Assert.Throws<FormatException>(options.Validate).Message, StringComparison.Ordinal);
    }

    private static string Document()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "docs", "metrics.md")))
            folder = folder.Parent ?? throw new InvalidOperationException("No folder above has docs/metrics.md.");
        return Path.Combine(folder.FullName, "docs", "metrics.md");
    }

    [GeneratedRegex(@"^\| `(orleanstwin_feed_\w+)` \| (\w+) \| ([^|]+) \| ([^|]*?) \| ([^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
