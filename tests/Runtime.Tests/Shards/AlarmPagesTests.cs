using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Twins.Alarms;
using OrleansTwin.Twins.Sensors;

namespace OrleansTwin.Runtime.Tests.Shards;

public sealed class AlarmPagesTests
{
    private static readonly AlarmView[] Alarms =
        [Alarm("b", 5), Alarm("a", 5), Alarm("a", 9), Alarm("c", 1), Alarm("a.b/c d", 3), Alarm("a", 5, AlarmSource.Stale)];

    [Fact]
    public void Pages_have_each_alarm_once_newest_first_while_others_are_raised()
    {
        var (read, raised) = (new List<AlarmView>(), Alarms.ToList());
        for (string? cursor = null; read.Count == 0 || cursor is not null;)
        {
            var page = AlarmPages.Of(raised, new AlarmQuery(null, null, 2, cursor));
            read.AddRange(page.Items);
            cursor = page.NextCursor;
            raised.Add(Alarm("new", 100 + raised.Count));
        }

        Assert.Equal([9, 5, 5, 5, 3, 1], read.Select(alarm => alarm.RaisedAt!.Value.UtcTicks));
        Assert.Equal(Alarms.Length, read.Distinct().Count());
    }

    [Fact]
    public void Pages_of_shards_are_together_the_page_of_the_plant()
    {
        var (plant, shards) = (Alarms, Alarms.GroupBy(alarm => alarm.TwinId.Length).ToList());
        for (var query = new AlarmQuery(null, null, 2, null); ;)
        {
            var pages = shards.Select(shard => AlarmPages.Of(shard, query)).ToList();
            var hasMore = pages.Any(page => page.NextCursor is not null);
            var found = AlarmPages.Of(pages.SelectMany(page => page.Items), query, hasMore);
            var expected = AlarmPages.Of(plant, query);
            Assert.Equal(expected.Items, found.Items);
            Assert.Equal(expected.NextCursor, found.NextCursor);
            if (found.NextCursor is null)
                return;
            query = query with { Cursor = found.NextCursor };
        }
    }

    private static AlarmView Alarm(string id, long ticks, AlarmSource source = AlarmSource.Limit)
    {
        var at = new DateTimeOffset(ticks, TimeSpan.Zero);
        return new(id, id, source, AlarmState.UnacknowledgedActive, LimitState.High, 3, 1, 1, "", at, null, at, null, null);
    }
}
