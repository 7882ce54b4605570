using OrleansTwin.Ingest.Sources;
using OrleansTwin.Ingest.Tags;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Ingest.Tests.Tags;

public sealed class UnknownTagsTests
{
    [Fact]
    public void A_tag_is_listed_with_what_was_seen_of_it()
    {
        var tags = new UnknownTags();
        Saw(tags, "a", 10, 1.5);
        Saw(tags, "a", 20, 2);
        Assert.Equal(new UnknownTag("a", "src", 10, 20, 2, "2", ValueKind.Number), tags.Find("a"));
    }

    [Fact]
    public void When_full_the_tag_that_was_quiet_for_longest_gives_way_and_is_counted()
    {
        var tags = new UnknownTags(capacity: 2);
        foreach (var tag in new[] { "a", "b", "a", "c" })
            Saw(tags, tag, 1, 0);
        Assert.Equal(["c", "a"], tags.Latest().Select(tag => tag.Tag));
        Assert.Equal(1, tags.Overflow);
    }

    [Fact]
    public void A_text_among_numbers_makes_it_a_text_tag()
    {
        var tags = new UnknownTags();
        Saw(tags, "a", 1, 0);
        tags.Saw("a", "src", 2, new RawSample("a", 2, 0, "RUN"), ValueKind.Text);
        Saw(tags, "a", 3, 0);
        Assert.Equal(ValueKind.Text, tags.Find("a")?.KindGuess);
    }

    private static void Saw(UnknownTags tags, string tag, long ticks, double value) =>
        tags.Saw(tag, "src", ticks, new RawSample(tag, ticks, value), ValueKind.Number);
}
