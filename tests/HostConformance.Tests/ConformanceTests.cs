using OrleansTwin.HostConformance.Tests.Hosts;
using OrleansTwin.HostConformance.Tests.Suite;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Simulation;

namespace OrleansTwin.HostConformance.Tests;

/// <summary>Hosts that run the same plant can't be told apart by what they answer.</summary>
[Collection(nameof(EdgeDay))]
public sealed class ConformanceTests(EdgeDay edge)
{
    private const int Shards = 4;

    [Fact]
    public async Task A_plant_in_four_shards_answers_every_question_as_a_plant_in_one_process_does()
    {
        var time = new SuiteTime();
        await using var host = await ShardsUnderTest.OpenAsync(Shards, time);

        Conformance.Demand(edge.Day, await SuiteDay.PlayAsync(host, time));
    }

    [Fact]
    public async Task An_enterprise_fed_by_two_Edges_over_bad_links_answers_every_question_as_one_process_with_both_sites_does()
    {
        var time = new SuiteTime();
        await using var host = await ForwardedUnderTest.OpenAsync(Shards, time);

        Conformance.Demand(edge.Day, await SuiteDay.PlayAsync(host, time));
        Assert.All(host.Sites, site => Assert.InRange(site.Link.Lost, 20, site.Link.Arrived));
    }

    [Fact]
    public void The_day_has_all_that_hosts_could_differ_in()
    {
        Assert.All(Enum.GetValues<DeliveryFate>(), fate => Assert.True(edge.Day.Fates[fate] > 100, $"{fate}"));
        Assert.True(edge.Day.Answers.Count > 5000, $"{edge.Day.Answers.Count} questions");
        var told = string.Join('\n', edge.Day.Answers.Values);
        string[] words = ["starved", "blocked", "breakdown", "setup", "highHigh", "\"year\":2025", "\"year\":2026", "DEU"];
        foreach (var word in words)
            Assert.Contains(word, told, StringComparison.Ordinal);
    }

    [Fact]
    public void The_plant_is_cut_where_it_can_hurt()
    {
        var map = new ShardMap(Shards);
        var (before, after) = (SuitePlant.Parse(SuitePlant.Before), SuitePlant.Parse(SuitePlant.After));

        Assert.Equal([0, 1, 2, 3], map.ShardsBelow(before.Root));
        Assert.Equal([1, 2, 3], map.ShardsBelow(after.Root));
        foreach (var id in new[] { "acme/lyon", "acme/lyon/body", "acme/ulm" })
            Assert.True(map.ShardsBelow(Assert.IsType<CompositeAsset>(after.Find(id))).Count > 1, id);
    }
}
