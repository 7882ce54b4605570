using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Twins.Maintenance;
using OrleansTwin.Twins.Maintenance.Lives;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Tests.Lives;

/// <summary>May the belt wait?</summary>
public sealed class DeferralTests : IAsyncLifetime
{
    private const string Machine = SmallPlant.Alone;

    private LifeBench? _bench;

    private LifeBench Bench => _bench ?? throw new InvalidOperationException("Not open.");

    public async Task InitializeAsync() => _bench = await LifeBench.OpenAsync();

    public async Task DisposeAsync() => await Bench.DisposeAsync();

    [Fact]
    public async Task Before_enough_is_known_the_question_is_refused_with_what_is_missing()
    {
        var refused = await Assert.ThrowsAsync<HostFaultException>(
            () => Bench.Watch.AskAsync(new DeferralQuery(Machine, null, []), default));
        Assert.Equal(HostFault.Conflict, refused.Fault);
        Assert.Contains("0 of 3 failures at different ages of 'Change belt'", refused.Found, StringComparison.Ordinal);
        Assert.Null(await Bench.Watch.AskAsync(new DeferralQuery("acme/nowhere", null, []), default));
    }

    [Fact]
    public async Task Each_delay_comes_to_what_the_lives_the_costs_and_the_output_of_the_last_week_say()
    {
        await Bench.FailAsync(300, 420, 380, 500, 350);
        await Bench.RunAsync(150, 7);
        await Bench.RunAsync(100, 7);
        var answer = await Bench.Watch.AskAsync(
            new DeferralQuery(Machine, "belt", [new AskedDelay("2d", TimeSpan.FromDays(2))]), default);

        var fit = LifeFit.Better(
            [.. new[] { 300, 420, 380, 500, 350 }.Select(hours => new Lifetime(hours, true)), new Lifetime(250, false)]);
        var expected = Deferral.Ask(
            fit, 250, [new Delay("2d", 48)], new ReplacementCosts(100, 2000, 1, 6, 60)).Single();
        var delay = Assert.Single(answer!.Delays);
        Assert.Equal((Bench.Time.GetUtcNow() + TimeSpan.FromDays(2), 48), (delay.Until, Math.Round(delay.OperatingHours, 6)));
        AssertSame(expected.FailureProbability, delay.FailureProbability);
        AssertSame(expected.ExpectedCost, delay.ExpectedCost);
        AssertSame(expected.ExpectedLostGoodParts, delay.LostGoodParts);
        Assert.Empty(answer.Missing);
        Assert.Equal((60.0, 1.0), (Math.Round(answer.GoodPartsPerHour, 6), answer.OperatingShare));
    }

    [Fact]
    public async Task Without_a_delay_it_is_asked_for_a_shift_two_days_and_a_week_of_planned_time_and_missing_costs_are_told()
    {
        await Bench.DisposeAsync();
        var shifts = SmallPlant.Machine(SmallPlant.Area, "oven").Calendar;
        _bench = await LifeBench.OpenAsync(LifeBench.Plant(machine => machine with
        {
            Calendar = shifts,
            Maintenance = new MaintenanceData { Tasks = [LifeBench.Belt with { FailureCost = null, FailureStopTicks = null }] },
        }));
        await Bench.FailAsync(300, 420, 380, 500, 350);
        await Bench.RunAsync(250, 7);
        var answer = (await Bench.Watch.AskAsync(new DeferralQuery(Machine, null, []), default))!;

        Assert.Equal(["shift", "2d", "7d"], answer.Delays.Select(delay => delay.Delay));
        Assert.Equal(14 + (answer.Delays[0].Until.Hour == 22 ? 8 : 0), answer.Delays[0].Until.Hour);
        // Sixteen hours a day without half an hour of break and 25 minutes of cleaning.
        Assert.Equal(7 * (16 - 0.5 - (25 / 60.0)), answer.Delays[2].OperatingHours, 6);
        Assert.All(answer.Delays, delay => Assert.True(delay is { ExpectedCost: null, LostGoodParts: null }));
        Assert.Null(answer.Replacement);
        Assert.Equal(
            ["failureCost of 'Change belt': no expected cost.", "failureStop of 'Change belt': no lost good parts."],
            answer.Missing);
    }

    [Fact]
    public async Task A_machine_that_has_not_run_for_a_week_is_taken_to_use_all_of_its_planned_time()
    {
        await Bench.FailAsync(300, 420, 380, 500, 350);
        await Bench.RunAsync(250, 7);
        Bench.Time.Advance(TimeSpan.FromDays(8));
        var answer = await Bench.Watch.AskAsync(
            new DeferralQuery(Machine, null, [new AskedDelay("2d", TimeSpan.FromDays(2))]), default);

        Assert.Equal((1, 48), (answer!.OperatingShare, Math.Round(answer.Delays[0].OperatingHours, 6)));
        Assert.True(answer.Delays[0].FailureProbability.Value > 0);
        Assert.Equal(["Good pieces of the last week: none are lost as far as is known."], answer.Missing);
    }

    private static void AssertSame(Estimate expected, IntervalView? found)
    {
        Assert.NotNull(found);
        Assert.Equal(expected.Value, found.Value, 6);
        Assert.Equal(expected.Low, found.Low, 6);
        Assert.Equal(expected.High, found.High, 6);
    }
}
