using System.Text.Json;
using System.Text.RegularExpressions;

namespace OrleansTwin.Tidy.Tests;

/// <summary>
/// The Grafana boards ask for metrics that exist: those of the table in docs/metrics.md, which another test holds to the running
/// process.
/// </summary>
public sealed partial class BoardTests
{
    public static TheoryData<string> Boards => [.. House.Files("deploy/grafana", "*.json")];

    [Theory]
    [MemberData(nameof(Boards))]
    public void Every_metric_that_a_board_asks_for_is_in_the_table(string board)
    {
        var known = Row().Matches(House.Read("docs/metrics.md")).ToDictionary(
            row => row.Groups["name"].Value, row => row.Groups["type"].Value, StringComparer.Ordinal);
        var asked = Expressions(JsonDocument.Parse(House.Read(board)).RootElement)
            .SelectMany(expression => Name().Matches(expression)).Select(match => match.Value).Distinct().ToList();
        Assert.True(asked.Count > 15, $"{board} asks for {asked.Count} metrics only.");
        Tell.None(asked.Where(name => !IsKnown(name, known)), $"metrics in {board} that docs/metrics.md does not have");
    }

    [Theory]
    [MemberData(nameof(Boards))]
    public void Panels_do_not_lie_upon_each_other(string board)
    {
        var places = JsonDocument.Parse(House.Read(board)).RootElement.GetProperty("panels").EnumerateArray()
            .SelectMany(panel => Cells(panel.GetProperty("gridPos"))).ToList();
        Assert.Equal(places.Count, places.Distinct().Count());
    }

    private static bool IsKnown(string name, Dictionary<string, string> known) =>
        known.ContainsKey(name)
        || (Series().Match(name) is { Success: true } series
            && known.GetValueOrDefault(series.Groups["name"].Value) == "histogram");

    private static IEnumerable<string> Expressions(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member =>
            member.Value.ValueKind == JsonValueKind.String && member.Name is "expr" or "query"
                ? [member.Value.GetString()!]
                : Expressions(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Expressions),
        _ => [],
    };

    private static IEnumerable<(int X, int Y)> Cells(JsonElement place)
    {
        var (x, y) = (place.GetProperty("x").GetInt32(), place.GetProperty("y").GetInt32());
        return Enumerable.Range(x, place.GetProperty("w").GetInt32())
            .SelectMany(column => Enumerable.Range(y, place.GetProperty("h").GetInt32()).Select(line => (column, line)));
    }

    [GeneratedRegex(@"^\| `(?<name>orleanstwin_\w+)` \| (?<type>\w+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"orleanstwin_\w+")]
    private static partial Regex Name();

    [GeneratedRegex("^(?<name>.*_seconds)_(bucket|sum|count)$")]
    private static partial Regex Series();
}
