using OrleansTwin.Runtime.Health;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Twins.Causes;
using OrleansTwin.Twins.Health.Live;

namespace OrleansTwin.Runtime.Tests.Health;

/// <summary>Why a machine in the middle of a line is not like itself.</summary>
public sealed class LiveCauseTests : IAsyncLifetime
{
    private const int LearnMinutes = 100;
    private const int JudgeMinutes = 30;
    private const string First = $"{SmallPlant.Line1}/m-1";
    private const string Second = $"{SmallPlant.Line1}/m-2";
    private const string Third = $"{SmallPlant.Line1}/m-3";

    private HealthBench? _bench;

    private HealthBench Bench => _bench ?? throw new InvalidOperationException("Not open.");

    public async Task InitializeAsync()
    {
        var learning = new LiveHealthOptions { LearnMinutes = LearnMinutes, JudgeMinutes = JudgeMinutes };
        _bench = await HealthBench.OpenAsync(new HealthOptions { Learning = learning }, First, Second, Third);
        await Bench.ProduceAsync(LearnMinutes + JudgeMinutes + 20);
    }

    public async Task DisposeAsync() => await Bench.DisposeAsync();

    [Fact]
    public async Task What_moved_upstream_before_is_named_first_in_the_view_and_in_the_order_also_after_a_kill()
    {
        await BeginAsync(upstream: 12);
        var causes = Bench.ViewOf(Second).Causes;

        Assert.Equal((First, "temperature", CauseKind.Signal), (causes[0].AssetId, causes[0].Name, causes[0].Kind));
        Assert.Matches("^m-1 temperature rose by .* before m-2's anomaly; upstream in flow, 1 step away$", causes[0].Evidence);
        Assert.Contains(causes, cause => cause.AssetId == Second && cause.Name == "temperature");
        Assert.Null(Bench.ViewOf(Second).CausesMissing);
        var order = Assert.Single(await Bench.OrdersAsync(), order => order.MachineId == Second);
        Assert.Contains($"Likely cause 1: {causes[0].Evidence}.", order.Evidence);

        await Bench.KillAsync();
        Assert.Equal(causes, Bench.ViewOf(Second).Causes);
        Assert.Equal(order.Evidence, (await Bench.OrdersAsync()).Single(again => again.Id == order.Id).Evidence);
    }

    [Fact]
    public async Task Where_nothing_else_moved_its_own_signal_is_all_there_is_to_tell()
    {
        await BeginAsync(upstream: 0);
        Assert.Equal([(Second, "temperature")], Bench.ViewOf(Second).Causes.Select(cause => (cause.AssetId, cause.Name)));
    }

    [Fact]
    public async Task A_product_that_came_just_before_is_told()
    {
        await Bench.SayAsync(Second, "product", "A");
        await Bench.ProduceAsync(5);
        await Bench.SayAsync(Second, "product", "B");
        await BeginAsync(upstream: 0);

        Assert.Contains(
            Bench.ViewOf(Second).Causes,
            cause => (cause.AssetId, cause.Name, cause.Kind) == (Second, "B after A", CauseKind.Product));
    }

    [Fact]
    public async Task With_the_alert_its_causes_end()
    {
        await BeginAsync(upstream: 0);
        Assert.NotEmpty(Bench.ViewOf(Second).Causes);
        await Bench.ProduceAsync(60);

        Assert.Equal(HealthCondition.Normal, Bench.ViewOf(Second).Condition);
        Assert.Empty(Bench.ViewOf(Second).Causes);
    }

    /// <summary>The second machine leaves its normal three minutes after the first, if that does at all.</summary>
    private async Task BeginAsync(double upstream)
    {
        var begin = Bench.Minute;
        await Bench.ProduceAsync(20, (machine, minute) =>
            machine == First ? upstream : machine == Second && minute >= begin + 3 ? 8 : 0);
        await Bench.LookAsync();
        Assert.Equal(HealthCondition.Alert, Bench.ViewOf(Second).Condition);
    }
}
