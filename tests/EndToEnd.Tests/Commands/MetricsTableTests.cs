using System.Text.RegularExpressions;

namespace OrleansTwin.EndToEnd.Tests.Commands;

/// <summary>
/// The table of docs/metrics.md and what the running executable tells at /metrics are the same, both ways; but for a grid's
/// feeds, of which it has none.
/// </summary>
public sealed partial class MetricsTableTests
{
    [Fact]
    public async Task The_table_of_metrics_has_exactly_what_the_process_tells()
    {
        await using var edge = await StartAsync();
        var text = await edge.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative));

        var told = Told().Matches(text).Select(match =>
            $"{match.Groups["name"]} {match.Groups["type"]}: {match.Groups["help"]}").Order(StringComparer.Ordinal);
        var documented = Row().Matches(await File.ReadAllTextAsync(Document())).Select(match =>
            $"{match.Groups["name"]} {match.Groups["type"]}: {match.Groups["help"]}").Order(StringComparer.Ordinal);

        Assert.Equal(told, documented);
    }

    [Fact]
    public async Task Labels_of_the_table_are_those_of_the_series()
    {
        await using var edge = await StartAsync();
        var text = await edge.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        var documented = Row().Matches(await File.ReadAllTextAsync(Document())).ToDictionary(
            match => match.Groups["name"].Value, match => match.Groups["labels"].Value, StringComparer.Ordinal);
        foreach (Match series in Series().Matches(text))
        {
            var labels = Label().Matches(series.Groups["labels"].Value).Select(label => label.Groups[1].Value)
                .Where(label => label != "le");
            var name = series.Groups["name"].Value;
            var family = documented.ContainsKey(name) ? name : name[..name.LastIndexOf('_')];
            Assert.Equal($"{family}: {documented[family]}", $"{family}: {string.Join(", ", labels)}");
        }
    }

    /// <summary>One that forwards, and tells of alarms, to who is not there.</summary>
    private static Task<RunningEdge> StartAsync() => RunningEdge.StartAsync(
        Path.Combine(AppContext.BaseDirectory, "Plants", "demo.yaml"),
        environment: new Dictionary<string, string>
        {
            ["ORLEANSTWIN_Forward__Grid__0"] = "http://127.0.0.1:9",
            ["ORLEANSTWIN_Edge__Webhooks__0__Name"] = "away",
            ["ORLEANSTWIN_Edge__Webhooks__0__Url"] = "http://127.0.0.1:9",
            ["ORLEANSTWIN_Edge__Webhooks__0__Secret"] = "none",
        });

    private static string Document()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "docs", "metrics.md")))
            folder = folder.Parent ?? throw new InvalidOperationException("No folder above has docs/metrics.md.");
        return Path.Combine(folder.FullName, "docs", "metrics.md");
    }

    [GeneratedRegex(@"^# HELP (?<name>\w+) (?<help>.*)\n# TYPE \w+ (?<type>\w+)$", RegexOptions.Multiline)]
    private static partial Regex Told();

    [GeneratedRegex(
        @"^\| `(?<name>orleanstwin_(?!feed_)\w+)` \| (?<type>\w+) \| [^|]+ \| (?<labels>[^|]*?) \| (?<help>[^|]+) \|",
        RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^(?<name>orleanstwin_\w+)(\{(?<labels>.*)\})? \S+$", RegexOptions.Multiline)]
    private static partial Regex Series();

    [GeneratedRegex("(\\w+)=\"")]
    private static partial Regex Label();
}
