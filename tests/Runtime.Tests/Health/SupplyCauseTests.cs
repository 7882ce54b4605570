using OrleansTwin.Runtime.Health;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Twins.Causes;
using OrleansTwin.Twins.Health.Live;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Tests.Health;

/// <summary>
/// Why a machine in the middle of a line is not like itself, which a machine beside the lines supplies as well as another line,
/// and at which somebody sets a pressure and changes tools.
/// </summary>
public sealed class SupplyCauseTests : IAsyncLifetime
{
    private const int LearnMinutes = 100;
    private const int JudgeMinutes = 30;
    private const string First = $"{SmallPlant.Line1}/m-1";
    private const string Second = $"{SmallPlant.Line1}/m-2";
    private const string Elsewhere = $"{SmallPlant.Line2}/m-1";
    private const string Supply = SmallPlant.Alone;
    private const string Away = "acme/lyon/utilities/chiller";

    private HealthBench? _bench;

    private HealthBench Bench => _bench ?? throw new InvalidOperationException("Not open.");

    public async Task InitializeAsync()
    {
        var learning = new LiveHealthOptions { LearnMinutes = LearnMinutes, JudgeMinutes = JudgeMinutes };
        var plant = SmallPlant.Create(WithSettings, new Dictionary<string, IReadOnlyList<string>>
        {
            [SmallPlant.Line1] = [Supply], [SmallPlant.Line2] = [Supply], [Second] = [Away],
        });
        _bench = await HealthBench.OpenAsync(new HealthOptions { Learning = learning }, plant, First, Second, Elsewhere, Supply);
        await Bench.SayAsync(Second, "pressure-set", 180);
        await Bench.SayAsync(Second, "tool", "drill-6");
        await Bench.ProduceAsync(LearnMinutes + JudgeMinutes + 20);
    }

    public async Task DisposeAsync() => await Bench.DisposeAsync();

    [Fact]
    public async Task A_supply_that_falls_is_named_first_not_who_else_it_supplies_also_after_a_kill()
    {
        await BeginAsync((Elsewhere, 0, -9), (Supply, 1, -12), (First, 2, 9), (Second, 3, 8));
        var causes = Bench.ViewOf(Second).Causes;

        Assert.Equal((Supply, "temperature", CauseKind.Signal), (causes[0].AssetId, causes[0].Name, causes[0].Kind));
        Assert.Matches("^oven temperature fell by .* before m-2's anomaly; it supplies m-2$", causes[0].Evidence);
        Assert.Equal((First, "temperature"), (causes[1].AssetId, causes[1].Name));
        Assert.DoesNotContain(causes, cause => cause.AssetId == Elsewhere);

        await Bench.KillAsync();
        Assert.Equal(causes, Bench.ViewOf(Second).Causes);
        Assert.Equal($"Not looked at, for they are kept elsewhere: {Away}.", Bench.ViewOf(Second).CausesMissing);
    }

    [Fact]
    public async Task A_supply_that_stands_is_a_cause_though_it_does_not_produce()
    {
        await Bench.SayAsync(Supply, "state", "ABORTED");
        await BeginAsync((Supply, 0, -30), (Second, 3, 8));
        Assert.Equal((Supply, "temperature"), (Bench.ViewOf(Second).Causes[0].AssetId, Bench.ViewOf(Second).Causes[0].Name));
    }

    [Fact]
    public async Task A_supply_that_nothing_happened_to_is_not_named()
    {
        await BeginAsync((Second, 3, 8));
        Assert.All(Bench.ViewOf(Second).Causes, cause => Assert.Equal(Second, cause.AssetId));
    }

    [Fact]
    public async Task A_setpoint_and_a_tool_that_were_changed_before_are_named_with_old_and_new_and_learned_from_is_neither()
    {
        await Bench.SayAsync(Second, "pressure-set", 195);
        await Bench.ProduceAsync(1);
        await Bench.SayAsync(Second, "tool", "drill-7");
        await BeginAsync((Second, 2, 8));
        var causes = Bench.ViewOf(Second).Causes;

        Assert.Equal(
            [(CauseKind.Setpoint, "pressure-set 195 bar after 180 bar"), (CauseKind.Tool, "tool drill-7 after drill-6")],
            causes.Take(2).Select(cause => (cause.Kind, cause.Name)));
        Assert.All(causes.Take(2), cause => Assert.Equal(Second, cause.AssetId));
        Assert.Matches(
            @"^m-2: a setpoint changed at .* \(pressure-set 195 bar after 180 bar\), \d+ (min|s) before", causes[0].Evidence);
        Assert.DoesNotContain(Bench.ViewOf(Second).Signals, signal => signal.SensorId == $"{Second}/pressure-set");
    }

    [Fact]
    public async Task A_setpoint_that_changes_all_the_time_is_no_cause_and_said_to_be_left_out()
    {
        for (var change = 0; change < 2 * SettingChanges.ChangesMax; change++)
        {
            await Bench.SayAsync(Second, "pressure-set", 180 + change);
            await Bench.ProduceAsync(4);
        }

        await BeginAsync((Second, 3, 8));
        Assert.DoesNotContain(Bench.ViewOf(Second).Causes, cause => cause.Kind == CauseKind.Setpoint);
        Assert.EndsWith(
            $"Left out, for they change all the time: {Second}/pressure-set.", Bench.ViewOf(Second).CausesMissing!,
            StringComparison.Ordinal);
    }

    /// <summary>Machines leave their normal, each so many minutes from now and by so much; the second alerts.</summary>
    private async Task BeginAsync(params (string Machine, int After, double Shift)[] shifts)
    {
        var begin = Bench.Minute;
        await Bench.ProduceAsync(20, (machine, minute) =>
            shifts.Where(shift => shift.Machine == machine && minute >= begin + shift.After).Sum(shift => shift.Shift));
        await Bench.LookAsync();
        Assert.Equal(HealthCondition.Alert, Bench.ViewOf(Second).Condition);
    }

    private static MachineAsset WithSettings(MachineAsset machine)
    {
        var quiet = HealthBench.Quiet(machine);
        return machine.Id != Second ? quiet : quiet with
        {
            Sensors =
            [
                .. quiet.Sensors,
                Setting("pressure-set", SensorRole.Setpoint, ValueKind.Number, "bar"),
                Setting("tool", SensorRole.Tool, ValueKind.Text, ""),
            ],
        };
    }

    private static SensorAsset Setting(string localId, SensorRole role, ValueKind kind, string unit) => new()
    {
        Id = $"{Second}/{localId}", Name = localId, Kind = AssetKind.Sensor, Role = role, ValueKind = kind, Unit = unit,
    };
}
