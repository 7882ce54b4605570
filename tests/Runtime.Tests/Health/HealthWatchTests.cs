using Microsoft.Extensions.Logging.Abstractions;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Runtime.Health;
using OrleansTwin.Runtime.Maintenance;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Store;
using OrleansTwin.Twins.Alarms;
using OrleansTwin.Twins.Health.Live;
using OrleansTwin.Twins.Maintenance.Orders;

namespace OrleansTwin.Runtime.Tests.Health;

/// <summary>A machine whose power and temperature are watched while it produces.</summary>
public sealed class HealthWatchTests : IAsyncLifetime
{
    private const int LearnMinutes = 100;
    private const int JudgeMinutes = 30;
    private const string Machine = SmallPlant.Alone;

    private static readonly HealthOptions Options = new()
    {
        Learning = new LiveHealthOptions { LearnMinutes = LearnMinutes, JudgeMinutes = JudgeMinutes },
    };

    private HealthBench? _bench;

    private HealthBench Line => _bench ?? throw new InvalidOperationException("Not open.");

    private EngineBench Bench => Line.Engine;

    private HealthWatch Watch => Line.Watch;

    public async Task InitializeAsync() => _bench = await HealthBench.OpenAsync(Options, Machine);

    public async Task DisposeAsync() => await Line.DisposeAsync();

    [Fact]
    public async Task A_machine_that_leaves_its_normal_raises_its_alarm_which_names_the_signal_and_returns_with_it()
    {
        await LearnAsync();
        Assert.Equal(HealthCondition.Normal, Watch.Book.Find(Machine)?.Condition);
        await ProduceAsync(40, temperature: 15);

        var health = Watch.Book.Find(Machine);
        Assert.Equal(
            (HealthCondition.Alert, $"{Machine}/temperature"), (health?.Condition, health?.Signals[0].SensorId));
        var alarm = Assert.Single(Anomalies());
        Assert.Equal((Machine, AlarmState.UnacknowledgedActive), (alarm.Asset.Id, alarm.State));
        Assert.InRange(alarm.Value, health!.Limit!.Value, double.MaxValue);
        await ProduceAsync(60);
        Assert.Equal(HealthCondition.Normal, Watch.Book.Find(Machine)?.Condition);
        Assert.Equal(AlarmState.ReturnedUnacknowledged, Assert.Single(Anomalies()).State);
    }

    [Fact]
    public async Task An_alert_drafts_one_work_order_with_its_evidence_also_after_a_kill()
    {
        await LearnAsync();
        await ProduceAsync(40, temperature: 15);
        await Watch.SaveAsync(CancellationToken.None);
        await KillAsync();
        await ProduceAsync(5, temperature: 15);

        var row = Assert.Single(await Bench.Store.WorkOrders.ReadAsync(null, long.MaxValue, 10));
        var order = WorkOrderJson.Read(row);
        Assert.Equal((Machine, WorkOrderCause.Anomaly, WorkOrderState.Draft), (order.MachineId, order.Cause, order.State));
        Assert.Contains(order.Evidence, line => line.StartsWith("temperature: +", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Minutes_in_which_it_does_not_produce_all_through_are_not_looked_at()
    {
        await ProduceAsync(10);
        var learned = Watch.Book.Find(Machine)?.Missing;
        await SayStateAsync("STOPPED");
        await ProduceAsync(10);
        Assert.Equal(learned, Watch.Book.Find(Machine)?.Missing);
        await SayStateAsync("EXECUTE");
        await ProduceAsync(3);
        Assert.NotEqual(learned, Watch.Book.Find(Machine)?.Missing);
    }

    [Fact]
    public async Task After_a_kill_the_alarm_stands_and_what_was_saved_is_not_learned_again()
    {
        await LearnAsync();
        await ProduceAsync(40, temperature: 15);
        await Watch.SaveAsync(CancellationToken.None);
        await KillAsync();

        Assert.Equal(AlarmState.UnacknowledgedActive, Assert.Single(Anomalies()).State);
        var health = Watch.Book.Find(Machine);
        Assert.Equal((HealthCondition.Alert, LearnMinutes), (health?.Condition, health?.Model?.Rows));
        await ProduceAsync(60);
        Assert.Equal(AlarmState.ReturnedUnacknowledged, Assert.Single(Anomalies()).State);
    }

    [Fact]
    public async Task What_was_learned_is_saved_at_once()
    {
        await LearnAsync();
        await KillAsync();

        Assert.Equal(
            (HealthCondition.Normal, LearnMinutes),
            (Watch.Book.Find(Machine)?.Condition, Watch.Book.Find(Machine)?.Model?.Rows));
    }

    [Fact]
    public async Task Where_what_was_learned_is_lost_an_alarm_ends_since_nothing_is_known_any_more()
    {
        await LearnAsync();
        await ProduceAsync(40, temperature: 15);
        await Bench.Store.Health.SaveAsync([new HealthState(Bench.KeyOf(Machine), default)]);
        Assert.Equal(AlarmState.UnacknowledgedActive, Assert.Single(Anomalies()).State);

        await KillAsync();
        await Bench.DrainAsync();
        Assert.Equal(HealthCondition.Unknown, Watch.Book.Find(Machine)?.Condition);
        Assert.Equal(AlarmState.ReturnedUnacknowledged, Assert.Single(Anomalies()).State);
    }

    [Fact]
    public async Task Where_somebody_says_that_it_is_healthy_as_it_is_the_alarm_ends_and_its_normal_is_learned_anew()
    {
        await LearnAsync();
        await ProduceAsync(40, temperature: 15);
        var view = await Watch.ForgetAsync(Machine, CancellationToken.None);
        await Bench.DrainAsync();

        Assert.Equal(HealthCondition.Unknown, view?.Condition);
        Assert.Equal(AlarmState.ReturnedUnacknowledged, Assert.Single(Anomalies()).State);
        await ProduceAsync(LearnMinutes + JudgeMinutes + 50, temperature: 15);
        Assert.Equal(HealthCondition.Normal, Watch.Book.Find(Machine)?.Condition);
        Assert.Null(await Watch.ForgetAsync("acme/nowhere", CancellationToken.None));
    }

    [Fact]
    public async Task With_another_plant_a_machine_with_the_same_signals_goes_on_and_one_with_others_begins_anew()
    {
        await LearnAsync();
        await Bench.ReplacePlantAsync(SmallPlant.Create(machine => machine with { MicroStopTicks = 1 }));
        await ProduceAsync(2);
        Assert.Equal(LearnMinutes, Watch.Book.Find(Machine)?.Model?.Rows);

        await Bench.ReplacePlantAsync(SmallPlant.Create(machine => machine with
        {
            Sensors =
            [
                .. machine.Sensors,
                machine.Sensors[^1] with { Id = $"{machine.Id}/vibration", Name = "vibration" },
            ],
        }));
        await Watch.LookAsync(CancellationToken.None);
        Assert.Null(Watch.Book.Find(Machine)?.Model);
    }

    [Fact]
    public async Task What_is_damaged_in_the_store_is_learned_again()
    {
        await ProduceAsync(3);
        await Bench.Store.Health.SaveAsync([new HealthState(Bench.KeyOf(Machine), new byte[] { 1, 2, 3 })]);
        await using var watch = new HealthWatch(Options, Bench.Engine, null, TimeProvider.System, NullLogger.Instance);
        await watch.LookAsync(CancellationToken.None);

        Assert.Equal(HealthCondition.Unknown, watch.Book.Find(Machine)?.Condition);
    }

    private IEnumerable<AlarmEntry> Anomalies() =>
        Bench.Engine.Alarms.List().Where(alarm => alarm.Source == AlarmSource.Anomaly);

    private Task KillAsync() => Line.KillAsync();

    /// <summary>The first minute was not produced all through, and the last is not over.</summary>
    private Task LearnAsync() => ProduceAsync(LearnMinutes + JudgeMinutes + 2);

    private Task ProduceAsync(int minutes, double temperature = 0) => Line.ProduceAsync(minutes, (_, _) => temperature);

    private Task SayStateAsync(string state) => Line.SayAsync(Machine, "state", state);
}
