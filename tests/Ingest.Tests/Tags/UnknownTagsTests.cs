using OrleansTwin.Ingest.Sources;
using OrleansTwin.Ingest.Tags;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

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

    [Fact]
    public void What_was_kept_goes_on_where_it_was()
    {
        UnknownTag old = new("old", "mqtt", 1, 5, 7, "RUN", ValueKind.Text);
        UnknownTag quiet = new("quiet", "mqtt", 1, 2, 3, "4", ValueKind.Number);
        var tags = new UnknownTags(capacity: 2);
        tags.Restore([quiet, old]);
        Assert.Equal([old, quiet], tags.Latest());
        Assert.Empty(tags.TakeChanges());
        Saw(tags, "old", 9, 1);
        Saw(tags, "new", 10, 1);
        Assert.Equal(
            [("new", 1L), ("old", 8L), ("quiet", null)],
            tags.TakeChanges().Select(change => (change.Tag, change.Now?.Count)).Order());
    }

    [Fact]
    public void Only_what_changed_is_told_and_a_flood_of_tags_that_came_and_went_is_not()
    {
        var tags = new UnknownTags(capacity: 2);
        for (var i = 0; i < 100; i++)
            Saw(tags, $"flood/{i}", i, i);
        var changes = tags.TakeChanges();
        Assert.Equal(["flood/98", "flood/99"], changes.Select(change => change.Tag).Order());
        Assert.Empty(tags.TakeChanges());
        tags.GiveBack(changes);
        tags.RemoveAdopted(tag => tag == "flood/99");
        Assert.Equal(
            [("flood/98", true), ("flood/99", false)],
            tags.TakeChanges().Select(change => (change.Tag, change.Now is not null)).Order());
    }

    private static void Saw(UnknownTags tags, string tag, long ticks, double value) =>
        tags.Saw(tag, "src", ticks, new RawSample(tag, ticks, value), ValueKind.Number);
}
