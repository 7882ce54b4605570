using OrleansTwin.Runtime.Health;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Twins.Health.Live;
using OrleansTwin.Twins.Maintenance.Orders;

namespace OrleansTwin.Runtime.Tests.Health;

/// <summary>What the work order of an alert finds teaches the machine's model, once, whatever happens meanwhile.</summary>
public sealed class FindingTests : IAsyncLifetime
{
    private const string Machine = SmallPlant.Alone;

    private HealthBench? _bench;

    private HealthBench Bench => _bench ?? throw new InvalidOperationException("Not open.");

    public async Task InitializeAsync()
    {
        var learning = new LiveHealthOptions { LearnMinutes = 100, JudgeMinutes = 30 };
        _bench = await HealthBench.OpenAsync(new HealthOptions { Learning = learning }, Machine);
        await Bench.ProduceAsync(135);
        await Bench.ProduceAsync(20, Warm);
        await Bench.LookAsync();
        Assert.True(Bench.HasAlarm(Machine));
    }

    public async Task DisposeAsync() => await Bench.DisposeAsync();

    [Fact]
    public async Task What_was_no_fault_ends_the_alarm_and_raises_none_again_also_after_a_kill()
    {
        await FinishAsync(wasFault: false);
        await Bench.LookAsync();
        Assert.False(Bench.HasAlarm(Machine));
        var view = Bench.ViewOf(Machine);
        Assert.Equal((HealthCondition.Normal, 2, 1), (view.Condition, view.Model?.Version, view.Model?.FalseAlerts));
        Assert.Equal([ModelEventKind.Taught, ModelEventKind.Learned], view.ModelHistory.Select(item => item.Kind));

        await Bench.KillAsync();
        await Bench.ProduceAsync(20, Warm);
        Assert.False(Bench.HasAlarm(Machine));
        Assert.Equal((2, 1), (Bench.ViewOf(Machine).Model?.Version, Bench.ViewOf(Machine).Model?.FalseAlerts));
    }

    [Fact]
    public async Task A_finding_that_came_while_nobody_watched_is_heard_after_the_start()
    {
        await FinishAsync(wasFault: false);
        await Bench.KillAsync();
        await Bench.ProduceAsync(1, Warm);

        Assert.False(Bench.HasAlarm(Machine));
        Assert.Equal(2, Bench.ViewOf(Machine).Model?.Version);
    }

    [Fact]
    public async Task A_kill_costs_nothing_of_what_a_finding_teaches()
    {
        await Bench.KillAsync();
        await FinishAsync(wasFault: false);
        await Bench.LookAsync();
        await Bench.ProduceAsync(60, Warm);
        Assert.False(Bench.HasAlarm(Machine));
    }

    [Fact]
    public async Task What_was_a_fault_leaves_the_model_as_it_was()
    {
        await FinishAsync(wasFault: true);
        await Bench.LookAsync();
        var model = Bench.ViewOf(Machine).Model;
        Assert.Equal((1, 1, 0), (model?.Version, model?.FaultsFound, model?.FalseAlerts));
        Assert.True(Bench.HasAlarm(Machine));

        await Bench.ProduceAsync(60);
        Assert.False(Bench.HasAlarm(Machine));
    }

    [Fact]
    public async Task An_order_that_is_rejected_says_nothing_about_the_model()
    {
        await ActAsync(new WorkAction(WorkVerb.Reject, HealthBench.At(Bench.Minute), "eva", "known"));
        await Bench.LookAsync();
        var model = Bench.ViewOf(Machine).Model;
        Assert.Equal((1, 0, 0), (model?.Version, model?.FaultsFound, model?.FalseAlerts));
    }

    private static double Warm(string machine, int minute) => 8;

    private async Task FinishAsync(bool wasFault)
    {
        foreach (var verb in new[] { WorkVerb.Approve, WorkVerb.Start, WorkVerb.Finish })
        {
            await ActAsync(new WorkAction(verb, HealthBench.At(Bench.Minute), "eva", "")
            {
                Finding = verb == WorkVerb.Finish ? new WorkFinding(wasFault, wasFault ? "fan" : "", "") : null,
            });
        }
    }

    private async Task ActAsync(WorkAction action)
    {
        var order = Assert.Single(await Bench.OrdersAsync());
        Assert.NotNull(await Bench.Desk.ActAsync(order.Id, action, CancellationToken.None));
    }
}
