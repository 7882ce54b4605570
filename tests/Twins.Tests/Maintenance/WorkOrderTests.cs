using OrleansTwin.Twins.Maintenance.Orders;

namespace OrleansTwin.Twins.Tests.Maintenance;

public sealed class WorkOrderTests
{
    private static readonly long Start = new DateTime(2026, 3, 2, 6, 0, 0, DateTimeKind.Utc).Ticks;
    private static readonly WorkWindow Window = new(At(10), At(12), 40);
    private static readonly WorkFinding Worn = new(true, "bearing worn", "inner race");

    [Fact]
    public void An_order_goes_from_draft_to_verified_and_keeps_who_did_what_and_when()
    {
        var order = Draft();
        foreach (var action in new[]
        {
            Action(WorkVerb.Approve, 1), Action(WorkVerb.Schedule, 2) with { Window = Window }, Action(WorkVerb.Start, 10),
            Action(WorkVerb.Finish, 12) with { Finding = Worn }, Action(WorkVerb.Verify, 13),
        })
            order = order.Apply(action);

        Assert.Equal(
            [
                (WorkOrderState.Draft, At(0)), (WorkOrderState.Approved, At(1)), (WorkOrderState.Scheduled, At(2)),
                (WorkOrderState.InProgress, At(10)), (WorkOrderState.Done, At(12)), (WorkOrderState.Verified, At(13)),
            ],
            order.Steps.Select(step => (step.State, step.AtTicks)));
        Assert.All(order.Steps.Skip(1), step => Assert.Equal("eva", step.User));
        Assert.Equal((Window, Worn, false), (order.Planned, order.Finding, order.IsOpen));
    }

    [Theory]
    [InlineData(WorkVerb.Start)]
    [InlineData(WorkVerb.Finish)]
    [InlineData(WorkVerb.Verify)]
    [InlineData(WorkVerb.Reopen)]
    [InlineData(WorkVerb.Schedule)]
    public void A_draft_must_be_approved_before_anything_else(WorkVerb verb)
    {
        var draft = Draft();
        var refused = Assert.Throws<WorkOrderRefusedException>(
            () => draft.Apply(Action(verb, 1) with { Window = Window, Finding = Worn }));
        Assert.Equal(WorkOrderState.Draft, refused.State);
    }

    [Fact]
    public void A_scheduled_one_may_be_moved_and_rejected_but_one_in_progress_may_not()
    {
        var scheduled = Draft().Apply(Action(WorkVerb.Approve, 1)).Apply(Action(WorkVerb.Schedule, 2) with { Window = Window });
        var later = Window with { FromTicks = At(20), ToTicks = At(22) };
        Assert.Equal(later, scheduled.Apply(Action(WorkVerb.Schedule, 3) with { Window = later }).Planned);
        Assert.False(scheduled.Apply(Action(WorkVerb.Reject, 3)).IsOpen);
        var begun = scheduled.Apply(Action(WorkVerb.Start, 10));
        Assert.Throws<WorkOrderRefusedException>(() => begun.Apply(Action(WorkVerb.Reject, 11)));
    }

    [Fact]
    public void It_is_not_done_before_what_was_found_is_told_and_one_that_is_reopened_is_not_done()
    {
        var begun = Draft().Apply(Action(WorkVerb.Approve, 1)).Apply(Action(WorkVerb.Start, 2));
        Assert.Throws<WorkOrderRefusedException>(() => begun.Apply(Action(WorkVerb.Finish, 3)));
        var reopened = begun.Apply(Action(WorkVerb.Finish, 3) with { Finding = Worn }).Apply(Action(WorkVerb.Reopen, 4));
        Assert.Equal((WorkOrderState.InProgress, null), (reopened.State, reopened.Finding));
    }

    [Fact]
    public void A_window_that_ends_before_it_begins_is_refused()
    {
        var approved = Draft().Apply(Action(WorkVerb.Approve, 1));
        Assert.Throws<WorkOrderRefusedException>(
            () => approved.Apply(Action(WorkVerb.Schedule, 2) with { Window = new WorkWindow(At(5), At(5), 0) }));
        Assert.Throws<WorkOrderRefusedException>(() => approved.Apply(Action(WorkVerb.Schedule, 2)));
    }

    [Fact]
    public void A_clock_that_was_set_back_does_not_turn_steps_round()
    {
        var order = Draft().Apply(Action(WorkVerb.Approve, 5)).Apply(Action(WorkVerb.Start, 3));
        Assert.Equal(At(5), order.ChangedTicks);
    }

    private static WorkOrder Draft() => new()
    {
        Id = "wo-1",
        MachineId = "acme/press",
        Cause = WorkOrderCause.Anomaly,
        Evidence = [],
        Scope = new WorkScope("", "Inspection", TimeSpan.TicksPerHour, [], [], 0),
        Steps = [new WorkStep(At(0), WorkOrderState.Draft, "twin", "")],
    };

    private static WorkAction Action(WorkVerb verb, int hour) => new(verb, At(hour), "eva", "");

    private static long At(int hour) => Start + (hour * TimeSpan.TicksPerHour);
}
