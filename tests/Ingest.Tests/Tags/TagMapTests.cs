using OrleansTwin.Ingest.Tags;
using OrleansTwin.Twins.Model;
using static OrleansTwin.Ingest.Tests.TestPlants;

namespace OrleansTwin.Ingest.Tests.Tags;

public sealed class TagMapTests
{
    private static readonly TelemetryRules Rules = new()
    {
        Tags =
        [
            new TagRule("plant/{line}/+/{machine}:{signal}", "acme/{line}/{machine}/{signal}"),
            new TagRule("old/#", $"{Machine}/power"),
        ],
    };

    [Fact]
    public void A_sensors_own_tag_comes_before_the_rules()
    {
        var map = Map(Rules, Sensor("power"), Sensor("other", "plant/line-1/x/press-1:power"));
        Assert.Equal($"{Machine}/other", map.Find("plant/line-1/x/press-1:power")?.Id);
    }

    [Fact]
    public void A_sensor_whose_tag_is_its_path_is_found_by_it_and_shares_it_with_none()
    {
        var power = Sensor("power", $"{Machine}/power");
        Assert.Equal(power.Id, Map(power).Find(power.Id)?.Id);

        foreach (var sensors in new[] { [power, Sensor("other", power.Id)], new[] { Sensor("other", power.Id), power } })
        {
            var error = Assert.Throws<ArgumentException>(() => Map(sensors));
            Assert.StartsWith(
                $"Tag '{power.Id}' feeds sensor '{power.Id}' and sensor '{Machine}/other'; expected one.", error.Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_path_feeds_another_sensor_where_its_own_has_another_tag_or_none()
    {
        var map = Map(Sensor("power", "a"), Sensor("other", $"{Machine}/power"));
        Assert.Equal($"{Machine}/other", map.Find($"{Machine}/power")?.Id);
        Assert.Null(Map(Sensor("power")).Find($"{Machine}/power"));
    }

    [Theory]
    [InlineData("plant/line-1/hall-2/press-1:power", "power")]
    [InlineData("old/anything/at:all", "power")]
    [InlineData("plant/line-1/hall-2/press-1:none", null)]
    [InlineData("plant/line-1/a/b/press-1:power", null)]
    [InlineData("xplant/line-1/hall-2/press-1:power", null)]
    [InlineData("plant/line-1/hall-2/press-1:power/more", null)]
    public void Rules_take_steps_of_a_tag_into_a_sensors_path(string tag, string? localId) =>
        Assert.Equal(localId is null ? null : $"{Machine}/{localId}", Map(Rules, Sensor("power")).Find(tag)?.Id);

    [Fact]
    public void Steps_may_have_any_name_and_patterns_any_letters()
    {
        var rules = new TelemetryRules { Tags = [new TagRule("a.b(1)/{the-step_1}", Machine + "/{the-step_1}")] };
        var map = Map(rules, Sensor("power"));
        Assert.NotNull(map.Find("a.b(1)/power"));
        Assert.Null(map.Find("aXb(1)/power"));
    }

    [Fact]
    public void Two_sensors_with_one_tag_are_refused_by_name()
    {
        var error = Assert.Throws<ArgumentException>(() => Map(Sensor("a", "t"), Sensor("b", "t")));
        Assert.Contains($"'{Machine}/a'", error.Message, StringComparison.Ordinal);
        Assert.Contains($"'{Machine}/b'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Units_of_different_kinds_are_refused()
    {
        var sensor = Sensor("a") with { Unit = "kW", Conditioning = new Conditioning { SourceUnit = "degC" } };
        Assert.Contains("'degC'", Assert.Throws<ArgumentException>(() => Map(sensor)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a/b", "a/b", true)]
    [InlineData("a/+", "a/b", true)]
    [InlineData("a/+", "a/b/c", false)]
    [InlineData("a/+", "a", false)]
    [InlineData("+/+", "/b", true)]
    [InlineData("a/#", "a/b/c", true)]
    [InlineData("a/#", "a", true)]
    [InlineData("a/#", "ab", false)]
    [InlineData("#", "a", true)]
    [InlineData("#", "$SYS/x", false)]
    [InlineData("+/x", "$SYS/x", false)]
    [InlineData("$SYS/#", "$SYS/x", true)]
    [InlineData("a/b/", "a/b", false)]
    public void Topic_filters_match_as_the_standard_says(string filter, string topic, bool matches) =>
        Assert.Equal(matches, TopicFilter.Matches(filter, topic));

    [Fact]
    public void The_router_remembers_ways_and_allocates_nothing_for_a_tag_that_it_knows()
    {
        var router = new TagRouter(Map(Sensor("power", "m:power")), 100);
        var topic = router.TopicOf("m");
        Assert.Equal(0, router.TagOf(topic, "power"u8).Sensor?.Key);
        Assert.Null(router.TagOf(topic, "other"u8).Sensor);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            if (router.TagOf(router.TopicOf("m"), "power"u8).Sensor is null || router.TagOf(topic, "other"u8).Sensor is not null)
                throw new InvalidOperationException("A remembered way changed.");
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void The_router_stays_right_when_it_is_full()
    {
        var restarts = 0;
        var router = new TagRouter(Map(Sensor("power", "m:power")), 10, () => restarts++);
        for (var i = 0; i < 1000; i++)
        {
            Assert.Null(router.TopicOf($"t{i}").Own.Sensor);
            Assert.NotNull(router.TagOf(router.TopicOf("m"), "power"u8).Sensor);
        }
        Assert.InRange(restarts, 100, 200);
    }
}
