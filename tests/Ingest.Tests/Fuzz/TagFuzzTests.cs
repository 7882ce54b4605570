using OrleansTwin.Fuzzing;
using OrleansTwin.Ingest.Mqtt;
using OrleansTwin.Ingest.Tags;
using OrleansTwin.Twins.Model;
using static OrleansTwin.Ingest.Tests.TestPlants;

namespace OrleansTwin.Ingest.Tests.Fuzz;

/// <summary>Topic filters and tag patterns against slower twins of themselves, which say the same in other words.</summary>
public sealed class TagFuzzTests
{
    private static readonly string[] Steps =
        ["a", "b", "", "a.b", "+", "#", "$SYS", "ü", "a+", "{x}", "press-{n}", ":", "\\", "("];

    [Fact]
    public void A_filter_matches_the_topics_that_it_matches_step_by_step() => FuzzRun.Each(20_000, random =>
    {
        var filter = Path(random, wildcards: true);
        var topic = Path(random, wildcards: false);
        filter = filter.IndexOf('#', StringComparison.Ordinal) is >= 0 and var rest ? filter[..(rest + 1)] : filter;
        var expected = Matches(filter.Split('/'), topic.Split('/'));
        Assert.True(expected == TopicFilter.Matches(filter, topic), $"filter '{filter}', topic '{topic}': expected {expected}");
    });

    [Fact]
    public void Any_tag_finds_a_sensor_or_none_and_the_filter_of_its_pattern_lets_it_in() => FuzzRun.Each(3000, random =>
    {
        var pattern = Path(random, wildcards: true);
        var tag = Path(random, wildcards: false);
        var map = Map(new TelemetryRules { Tags = [new TagRule(pattern, Machine + "/power")] }, Sensor("power"));
        var filter = MqttFilters.FilterOf(pattern);
        if (map.Find(tag) is not null && !tag.Contains(':', StringComparison.Ordinal) && !tag.StartsWith('$'))
            Assert.True(TopicFilter.Matches(filter, tag), $"pattern '{pattern}', filter '{filter}', tag '{tag}'");
    });

    private static string Path(Random random, bool wildcards) => string.Join(
        '/',
        Enumerable.Range(0, random.Next(1, 6)).Select(_ => Steps[random.Next(Steps.Length)])
            .Where(step => wildcards || step is not ("+" or "#" or "a+")));

    private static bool Matches(string[] filter, string[] topic)
    {
        if (topic[0].StartsWith('$') && (filter[0].StartsWith('+') || filter[0].StartsWith('#')))
            return false;
        for (var at = 0; at < filter.Length; at++)
        {
            if (filter[at] == "#")
                return true;
            if (at == topic.Length || (filter[at] != "+" && filter[at] != topic[at]))
                return at == topic.Length && at == filter.Length;
            if (at == topic.Length - 1 && filter.Length == topic.Length + 1 && filter[^1] == "#")
                return true;
        }
        return filter.Length == topic.Length;
    }
}
