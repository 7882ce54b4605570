using OrleansTwin.Runtime.Engine;
using OrleansTwin.Runtime.Maintenance;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Twins.Alarms;
using OrleansTwin.Twins.Maintenance;
using OrleansTwin.Twins.Maintenance.Lives;
using OrleansTwin.Twins.Maintenance.Orders;

namespace OrleansTwin.Runtime.Tests.Lives;

/// <summary>How long belts will last, from those of the same type that failed.</summary>
public sealed class LifeWatchTests : IAsyncLifetime
{
    private const string Machine = SmallPlant.Alone;

    private static readonly double[] Failures = [300, 420, 380, 500, 350];

    private LifeBench? _bench;

    private LifeBench Bench => _bench ?? throw new InvalidOperationException("Not open.");

    public async Task InitializeAsync() => _bench = await LifeBench.OpenAsync();

    public async Task DisposeAsync() => await Bench.DisposeAsync();

    [Fact]
    public async Task What_is_missing_is_told_until_three_belts_have_failed_at_different_ages()
    {
        await Bench.LookAsync();
        Assert.Equal("0 of 3 failures at different ages of 'Change belt'.", Bench.Watch.Find(Machine)?.Missing);

        // The age of the first belts is not known: what happens to them teaches only that they lived so long at least.
        await Bench.RunAsync(200, 1, 7);
        await Bench.RenewAsync(1, wasFault: true);
        await Bench.LookAsync();
        Assert.StartsWith("0 of 3 failures", Bench.Watch.Find(Machine)?.Missing, StringComparison.Ordinal);
        await Bench.RunAsync(300, 1);
        await Bench.RenewAsync(1, wasFault: true);
        await Bench.LookAsync();
        Assert.StartsWith("1 of 3 failures", Bench.Watch.Find(Machine)?.Missing, StringComparison.Ordinal);
        foreach (var hours in new[] { 400, 500 })
        {
            await Bench.RunAsync(hours, 1);
            await Bench.RenewAsync(1, wasFault: true);
        }

        await Bench.LookAsync();
        Assert.Equal(
            "The age of 'Change belt' is not known: it is counted from the first work order of it that is done.",
            Bench.Watch.Find(Machine)?.Missing);
        Assert.Equal(200, Bench.Watch.Find(Machine)!.AgeHours!.Value, 6);
        Assert.Null(Bench.Watch.Find(LifeBench.Press(1))?.Missing);
    }

    [Fact]
    public async Task Bands_risk_and_model_are_those_of_the_lives_in_the_work_orders()
    {
        await Bench.FailAsync(Failures);
        await Bench.RunAsync(250, 6, 7);
        await Bench.LookAsync();

        var fit = LifeFit.Better(
        [
            .. Failures.Select(hours => new Lifetime(hours, true)), new Lifetime(250, false), new Lifetime(250, false),
        ]);
        var expected = RemainingLife.Of(fit, 250);
        var found = Bench.Watch.Find(Machine)!;
        Assert.Equal(("belt", null), (found.TaskId, found.Missing));
        Assert.Equal(250, found.AgeHours!.Value, 6);
        Assert.Equal(expected.MedianHours, found.MedianHours!.Value, 3);
        Assert.Equal(
            expected.Bands.Select(band => (band.Probability, Math.Round(band.FromHours, 3))),
            found.Bands.Select(band => (band.Probability, Math.Round(band.FromHours, 3))));
        Assert.Equal(fit.Risk(250, 168).Value, found.Risk!.Probability, 6);
        Assert.InRange(found.Risk.Probability, found.Risk.Low, found.Risk.High);
        Assert.Equal("7 lives, of which 5 ended in failures, by work orders that are done", found.Model?.Data);

        // Around the clock, and every planned hour was used: the median is so many hours ahead.
        Assert.Equal(found.MedianHours.Value, (found.MedianAt!.Value - Bench.Time.GetUtcNow()).TotalHours, 3);
    }

    [Fact]
    public async Task A_risk_that_is_too_great_is_an_alarm_and_drafts_one_order_also_after_a_kill_and_ends_with_the_new_belt()
    {
        await Bench.FailAsync(Failures);
        await Bench.RunAsync(340, 7);
        await Bench.LookAsync();
        await Bench.LookAsync();
        Assert.Equal(AlarmState.UnacknowledgedActive, Alarm().State);
        Assert.InRange(Alarm().Value, 0.1, 1);

        _bench = await Bench.KillAsync(LifeBench.Plant());
        await Bench.LookAsync();
        await Bench.LookAsync();
        Assert.Equal(AlarmState.UnacknowledgedActive, Alarm().State);
        var order = Assert.Single(await RiskOrdersAsync());
        Assert.Equal((Machine, "belt", WorkOrderState.Draft), (order.MachineId, order.Scope.TaskId, order.State));
        Assert.StartsWith("Risk of a failure within 168 h of operation:", order.Evidence[0], StringComparison.Ordinal);
        Assert.Contains("6 lives, of which 5 ended in failures", order.Evidence[2], StringComparison.Ordinal);
        Assert.NotNull(order.Proposed);

        await Bench.DoAsync(order.Id, wasFault: false);
        await Bench.LookAsync();
        Assert.Equal(AlarmState.ReturnedUnacknowledged, Alarm().State);
        Assert.Equal(0, Bench.Watch.Find(Machine)!.AgeHours!.Value, 6);
        Assert.Single(await RiskOrdersAsync());
    }

    [Fact]
    public async Task An_order_that_was_rejected_is_not_drafted_again_in_the_same_life()
    {
        await Bench.FailAsync(Failures);
        await Bench.RunAsync(340, 7);
        await Bench.LookAsync();
        var order = Assert.Single(await RiskOrdersAsync());
        await Bench.Desk.ActAsync(
            order.Id, new WorkAction(WorkVerb.Reject, Bench.Time.GetUtcNow().UtcTicks, "eva", "new last week"), default);
        await Bench.RunAsync(10, 7);
        await Bench.LookAsync();
        _bench = await Bench.KillAsync(LifeBench.Plant());
        await Bench.LookAsync();

        Assert.Equal(WorkOrderState.Rejected, Assert.Single(await RiskOrdersAsync()).State);
    }

    [Fact]
    public async Task An_alarm_that_stands_waits_for_half_of_the_risk_that_raises_it()
    {
        _bench = await Changed(riskMax: 0.001);
        await Bench.FailAsync(Failures);
        await Bench.RunAsync(200, 7);
        await Bench.LookAsync();
        var risk = Bench.Watch.Find(Machine)!.Risk!.Probability;
        Assert.Equal(AlarmState.UnacknowledgedActive, Alarm().State);

        await ReplaceRiskMaxAsync(1.5 * risk);
        Assert.Equal(AlarmState.UnacknowledgedActive, Alarm().State);
        await ReplaceRiskMaxAsync(2.5 * risk);
        Assert.Equal(AlarmState.ReturnedUnacknowledged, Alarm().State);
        await ReplaceRiskMaxAsync(1.5 * risk);
        Assert.Equal(AlarmState.ReturnedUnacknowledged, Alarm().State);
    }

    [Fact]
    public async Task Each_task_of_a_machine_has_lives_of_its_own()
    {
        _bench = await OpenWithAsync(
            LifeBench.Belt, LifeBench.Belt with { Id = "filter", Name = "Change filter" });
        await Bench.FailAsync(Failures);
        await Bench.RunAsync(340, 7);
        await Bench.LookAsync();
        Assert.Equal(("belt", 340), (Bench.Watch.Find(Machine)?.TaskId, Math.Round(Bench.Watch.Find(Machine)!.AgeHours!.Value)));

        var filter = await Bench.Desk.DraftAsync(Machine, WorkOrderCause.Request, "1", [], "filter", "eva", default);
        await Bench.DoAsync(filter!.Id, wasFault: true);
        await Bench.LookAsync();
        Assert.Equal(340, Bench.Watch.Find(Machine)!.AgeHours!.Value, 6);
    }

    private async Task<LifeBench> Changed(double riskMax) =>
        await OpenWithAsync(LifeBench.Belt with { RiskMax = riskMax });

    private async Task<LifeBench> OpenWithAsync(params Twins.Model.MaintenanceTask[] tasks)
    {
        await Bench.DisposeAsync();
        return await LifeBench.OpenAsync(PlantWith(tasks));
    }

    private async Task ReplaceRiskMaxAsync(double riskMax)
    {
        await Bench.Bench.ReplacePlantAsync(PlantWith(LifeBench.Belt with { RiskMax = riskMax }));
        await Bench.LookAsync();
    }

    private static Twins.Model.Plant PlantWith(params Twins.Model.MaintenanceTask[] tasks) => LifeBench.Plant(
        machine => machine with { Maintenance = new Twins.Model.MaintenanceData { Tasks = tasks } });

    private AlarmEntry Alarm() => Assert.Single(
        Bench.Bench.Engine.Alarms.List(), alarm => alarm.Source == AlarmSource.RemainingLife && alarm.Asset.Id == Machine);

    private async Task<IEnumerable<WorkOrder>> RiskOrdersAsync() =>
        (await Bench.Bench.Store.WorkOrders.ReadAsync(null, long.MaxValue, 100)).Select(WorkOrderJson.Read)
            .Where(order => order.Cause == WorkOrderCause.Risk);
}
