using OrleansTwin.Twins.Causes;

namespace OrleansTwin.Twins.Tests.Causes;

/// <summary>Setpoints and tools over three hours.</summary>
public sealed class SettingChangesTests
{
    private const string Press = "acme/lyon/line-1/press";
    private static readonly long Start = new DateTime(2026, 3, 2, 9, 0, 0, DateTimeKind.Utc).Ticks;

    [Fact]
    public void A_setpoint_that_is_set_anew_is_told_with_old_and_new_value() => Assert.Equal(
        [
            new PlantChange(PlantChangeKind.Setpoint, Press, At(60), "force 195 kN after 180 kN"),
            new PlantChange(PlantChangeKind.Setpoint, Press, At(120), "force 180.25 kN after 195 kN"),
        ],
        Setpoint(minute => minute < 60 ? 180 : minute < 120 ? 195 : 180.25));

    [Theory]
    [InlineData(0)]
    [InlineData(0.4)]
    public void A_setpoint_that_nobody_touched_has_not_changed_however_it_is_read_back(double noise) =>
        Assert.Empty(Setpoint(_ => 180, noise));

    [Fact]
    public void Read_back_with_noise_one_change_is_told_once()
    {
        var change = Assert.Single(Setpoint(minute => minute < 60 ? 180 : 195, noise: 0.4));
        Assert.Equal(At(60), change.AtTicks);
        Assert.Matches(@"^force (194\.9|195|195\.1) kN after (179\.9|180|180\.1) kN$", change.Text);
    }

    [Fact]
    public void A_slip_is_no_change_and_a_ramp_is_one_from_where_it_began()
    {
        Assert.Empty(Setpoint(minute => minute is >= 60 and < 61 ? 10 : 180));
        var ramp = Assert.Single(Setpoint(minute => 180 + Math.Clamp(Math.Floor(minute - 60), 0, 15)));
        Assert.Equal((At(61), "force 195 kN after 180 kN"), (ramp.AtTicks, ramp.Text));
    }

    [Fact]
    public void A_value_without_a_unit_is_told_as_it_is() => Assert.Equal(
        "force 2 after 1", Assert.Single(Setpoint(minute => minute < 60 ? 1 : 2, unit: "1")).Text);

    [Fact]
    public void Another_tool_is_told_by_name_as_soon_as_it_is_in()
    {
        Assert.Equal(
            [new PlantChange(PlantChangeKind.Tool, Press, At(150), "tool drill-7 after drill-6")],
            Tool((0, "drill-6"), (70, "drill-6"), (150, "drill-7")));
        Assert.Equal("tool drill-7 after drill-6", Assert.Single(Tool((0, "drill-6"), (179.9, "drill-7"))).Text);
        Assert.Empty(Tool((0, "drill-6")));
        Assert.Empty(Tool());
    }

    [Fact]
    public void A_tool_changer_in_its_cycle_changes_nothing_that_lasts()
    {
        Assert.Empty(Tool([.. Enumerable.Range(0, 240).Select(change => (0.75 * change, $"T{change % 5}"))]));
        var numbers = new SignalSeries(
            Press, "tool", [.. Enumerable.Range(0, 540).Select(row => At(row / 3.0))],
            [.. Enumerable.Range(0, 540).Select(row => (double)(row % 9 * 7 % 5))]);
        Assert.Empty(SettingChanges.Of(
            PlantChangeKind.Tool, Press, "tool", SettingChanges.Told(numbers, "1", isReadBack: false)));
    }

    [Fact]
    public void What_changes_more_often_than_somebody_sets_it_can_be_told_from_it() => Assert.InRange(
        Setpoint(minute => 180 + (5 * Math.Floor(minute / 10) % 20)).Count, SettingChanges.ChangesMax + 1, 18);

    private static IReadOnlyList<PlantChange> Setpoint(Func<double, double> value, double noise = 0, string unit = "kN")
    {
        var random = new Random(3);
        long[] ticks = [.. Enumerable.Range(0, 540).Select(row => At(row / 3.0))];
        double[] values = [.. ticks.Select(at =>
            value((double)(at - Start) / TimeSpan.TicksPerMinute) + (noise * ((2 * random.NextDouble()) - 1)))];
        var told = SettingChanges.Told(new SignalSeries(Press, "force", ticks, values), unit, isReadBack: true);
        return SettingChanges.Of(PlantChangeKind.Setpoint, Press, "force", told);
    }

    private static IReadOnlyList<PlantChange> Tool(params (double Minute, string Name)[] told) => SettingChanges.Of(
        PlantChangeKind.Tool, Press, "tool", told.Select(item => (At(item.Minute), item.Name)));

    private static long At(double minute) => Start + (long)(minute * TimeSpan.TicksPerMinute);
}
