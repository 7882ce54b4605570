using OrleansTwin.Twins.Alarms;

namespace OrleansTwin.Twins.Tests.Alarms;

public sealed class AlarmSystemKpisTests
{
    private static readonly long Start = new DateTime(2026, 3, 2, 6, 0, 0, DateTimeKind.Utc).Ticks;

    [Fact]
    public void Raises_are_counted_per_operator_and_hour_and_by_priority()
    {
        var kpis = Of(
            hours: 8, operators: 2, [.. Enumerable.Range(0, 96).Select(i => Raise("a", i * 300, priority: 1 + (i % 3)))]);

        Assert.Equal((96, 6.0), (kpis.Raises, kpis.PerOperatorHour));
        Assert.Equal([32, 32, 32, 0, 0], kpis.ByPriority);
    }

    [Fact]
    public void A_flood_begins_with_the_eleventh_alarm_in_ten_minutes_and_ends_when_fewer_than_five_are_left()
    {
        var calm = Of(hours: 1, operators: 1, [.. Enumerable.Range(0, 10).Select(i => Raise($"a{i}", 100 + i))]);
        Assert.Equal((0, 0.0, 10), (calm.Floods, calm.FloodShare, calm.PeakInTenMinutes));

        var flood = Of(hours: 1, operators: 1, [.. Enumerable.Range(0, 11).Select(i => Raise($"a{i}", 100 + i))]);
        Assert.Equal((1, 11), (flood.Floods, flood.PeakInTenMinutes));

        // From the eleventh, at 110 s, until the fifth from the end, at 106 s, is ten minutes past.
        Assert.Equal(596.0 / 3600, flood.FloodShare, 12);
    }

    [Fact]
    public void Two_floods_with_calm_between_are_two_and_a_flood_at_the_end_lasts_to_the_end()
    {
        AlarmRaise[] raises =
        [
            .. Enumerable.Range(0, 11).Select(i => Raise("a", 10 + i)),
            .. Enumerable.Range(0, 11).Select(i => Raise("b", 3500 + i)),
        ];
        var kpis = Of(hours: 1, operators: 1, raises);

        Assert.Equal(2, kpis.Floods);
        Assert.Equal((596.0 + (3600 - 3510)) / 3600, kpis.FloodShare, 12);
    }

    [Fact]
    public void Standing_alarms_are_those_that_have_not_returned_for_a_day()
    {
        var kpis = Of(
            hours: 48,
            operators: 1,
            [
                Raise("old", 0), Raise("older", -3600), Raise("young", 30 * 3600), Raise("gone", 10, returned: 47 * 3600),
                Raise("returns later", 20, returned: 49 * 3600),
            ]);

        Assert.Equal(["old", "older", "returns later"], kpis.Standing.Select(raise => raise.AlarmId).Order());
        Assert.Equal(4, kpis.Raises);
    }

    [Fact]
    public void An_alarm_that_comes_three_times_in_a_minute_chatters()
    {
        var kpis = Of(
            hours: 1,
            operators: 1,
            [Raise("fast", 0), Raise("fast", 29), Raise("fast", 59), Raise("slow", 0), Raise("slow", 30), Raise("slow", 60)]);

        Assert.Equal(["fast"], kpis.Chattering);
    }

    [Fact]
    public void The_ten_most_frequent_are_told_with_their_share()
    {
        AlarmRaise[] raises =
        [
            .. Enumerable.Range(0, 12).SelectMany(
                alarm => Enumerable.Range(0, alarm + 1).Select(i => Raise($"a{alarm:00}", i))),
        ];
        var kpis = Of(hours: 1, operators: 1, raises);

        Assert.Equal(new AlarmContributor("a11", 12, 12.0 / 78), kpis.Top[0]);
        Assert.Equal(10, kpis.Top.Count);
        Assert.Equal(75.0 / 78, kpis.TopShare, 12);
    }

    private static AlarmSystemKpis Of(int hours, int operators, params AlarmRaise[] raises) =>
        AlarmSystemKpis.Of(raises, Start, Start + (hours * TimeSpan.TicksPerHour), operators, new AlarmGoals());

    private static AlarmRaise Raise(string alarm, int second, int priority = 3, int? returned = null) => new(
        alarm, priority, Start + (second * TimeSpan.TicksPerSecond),
        returned is { } at ? Start + (at * TimeSpan.TicksPerSecond) : null);
}
