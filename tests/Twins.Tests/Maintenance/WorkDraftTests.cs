using OrleansTwin.Twins.Maintenance.Orders;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Tests.Maintenance;

/// <summary>A press that works from 6 to 22 with a break from 10 to 10:30, makes 60 pieces an hour, and needs a belt.</summary>
public sealed class WorkDraftTests
{
    private static readonly long Monday = new DateTime(2026, 3, 2, 0, 0, 0, DateTimeKind.Utc).Ticks;

    private static readonly ShiftCalendar Calendar = new()
    {
        Id = "two-shifts",
        TimeZone = TimeZoneInfo.Utc,
        Shifts =
        [
            new Shift(
                "early", Enum.GetValues<DayOfWeek>(), new TimeOnly(6, 0), new TimeOnly(22, 0),
                [new WeeklySpan("break", Enum.GetValues<DayOfWeek>(), new TimeOnly(10, 0), new TimeOnly(10, 30))]),
        ],
    };

    [Fact]
    public void Work_that_fits_into_a_break_is_proposed_there()
    {
        var window = WorkWindows.Propose(Calendar, Minutes(30), At(8), At(48), goodPartsPerHour: 60);
        Assert.Equal(new WorkWindow(At(10), At(10.5), 0), window);
    }

    [Fact]
    public void Longer_work_waits_for_the_night()
    {
        var window = WorkWindows.Propose(Calendar, Minutes(120), At(8), At(48), goodPartsPerHour: 60);
        Assert.Equal(new WorkWindow(At(22), At(24), 0), window);
    }

    [Fact]
    public void Where_it_must_be_done_before_it_takes_the_break_along_and_tells_what_is_lost()
    {
        var window = WorkWindows.Propose(Calendar, Minutes(120), At(8), At(14), goodPartsPerHour: 60);
        Assert.Equal(new WorkWindow(At(8.5), At(10.5), 90), window);
    }

    [Fact]
    public void Around_the_clock_now_is_as_good_as_ever_and_what_does_not_fit_has_no_window()
    {
        Assert.Equal(
            new WorkWindow(At(8), At(10), 120), WorkWindows.Propose(null, Minutes(120), At(8), At(48), goodPartsPerHour: 60));
        Assert.Null(WorkWindows.Propose(Calendar, Minutes(120), At(8), At(9), goodPartsPerHour: 60));
    }

    [Theory]
    [InlineData(0.001, 22)]
    [InlineData(0.2, 8.5)]
    [InlineData(0.9, 8)]
    public void Where_waiting_has_a_price_the_night_is_waited_for_only_while_the_risk_is_worth_it(double riskPerHour, double at)
    {
        // Two hours cost 120 pieces now, 90 with the break, none at night; a failure costs 300.
        var waiting = new WaitingLoss(
            ticks => 1 - Math.Exp(-riskPerHour * TimeSpan.FromTicks(ticks - At(8)).TotalHours), FailureLoss: 300, PieceLoss: 1);
        var window = WorkWindows.Propose(Calendar, Minutes(120), At(8), At(48), goodPartsPerHour: 60, waiting);
        Assert.Equal(At(at), window?.FromTicks);
    }

    [Fact]
    public void A_draft_has_the_tasks_skills_and_parts_and_waits_for_those_that_are_not_in_stock()
    {
        var order = Draft(stock: 1);
        Assert.Equal(("belt", "Change belt", Minutes(30)), (order.Scope.TaskId, order.Scope.Name, order.Scope.DurationTicks));
        Assert.Equal(["fitter"], order.Scope.Skills);
        Assert.Equal([new WorkPart("v-belt", 2, 1)], order.Scope.Parts);
        Assert.Equal(At(8) + (3 * TimeSpan.TicksPerDay), order.Scope.PartsAtTicks);
        Assert.Equal(At(82), order.Proposed?.FromTicks);
        Assert.Equal(At(10), Draft(stock: 2).Proposed?.FromTicks);
    }

    [Fact]
    public void A_machine_without_tasks_gets_an_inspection()
    {
        var order = Draft(stock: 1, hasTasks: false);
        Assert.Equal(
            ("", "Inspection", TimeSpan.TicksPerHour), (order.Scope.TaskId, order.Scope.Name, order.Scope.DurationTicks));
    }

    [Fact]
    public void The_same_key_drafts_the_same_order_and_another_another()
    {
        Assert.Equal(Draft(stock: 1).Id, Draft(stock: 2).Id);
        Assert.NotEqual(Draft(stock: 1).Id, Draft(stock: 1, key: "2").Id);
    }

    private static WorkOrder Draft(int stock, bool hasTasks = true, string key = "1")
    {
        var machine = new MachineAsset
        {
            Id = "acme/press", Name = "Press", Kind = AssetKind.Machine, Sensors = [], States = new AlwaysProducing(),
            Calendar = Calendar,
            Maintenance = new MaintenanceData
            {
                Tasks = hasTasks
                    ? [new MaintenanceTask("belt", "Change belt", Minutes(30), ["fitter"], [new SparePartUse("v-belt", 2)], 0)]
                    : [],
            },
        };
        var plant = new Plant
        {
            Root = new CompositeAsset { Id = "acme", Name = "Acme", Kind = AssetKind.Enterprise, Children = [machine] },
            SpareParts = [new SparePart("v-belt", "V-belt", stock, 3 * TimeSpan.TicksPerDay, 9.5)],
        };
        return WorkDraft.Of(
            plant, machine, WorkOrderCause.Anomaly, key, ["oil is 4.9 σ above its healthy mean"], 60, At(8),
            7 * TimeSpan.TicksPerDay, null, "twin");
    }

    private static long Minutes(int minutes) => minutes * TimeSpan.TicksPerMinute;

    private static long At(double hours) => Monday + (long)(hours * TimeSpan.TicksPerHour);
}
