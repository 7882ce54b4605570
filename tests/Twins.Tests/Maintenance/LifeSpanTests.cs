using OrleansTwin.Twins.Maintenance.Lives;
using OrleansTwin.Twins.Maintenance.Orders;

namespace OrleansTwin.Twins.Tests.Maintenance;

/// <summary>Lives of a press's belt, from its work orders.</summary>
public sealed class LifeSpanTests
{
    [Fact]
    public void Work_that_is_done_ends_a_life_and_begins_the_next()
    {
        Assert.Equal(
            [new LifeSpan(0, 11, true), new LifeSpan(12, 31, false), new LifeSpan(32, long.MaxValue, false)],
            LifeSpans.Of([Done(30, 31, 32, wasFault: false), Done(10, 11, 12, wasFault: true)]));
        Assert.Equal([new LifeSpan(0, long.MaxValue, false)], LifeSpans.Of([]));
    }

    [Fact]
    public void Two_orders_about_the_same_end_one_life_and_what_one_of_them_found_counts() => Assert.Equal(
        [new LifeSpan(0, 13, true), new LifeSpan(14, long.MaxValue, false)],
        LifeSpans.Of([Done(10, 13, 14, wasFault: false), Done(12, 15, 16, wasFault: true)]));

    [Fact]
    public void A_failure_whose_beginning_nobody_saw_teaches_that_it_lived_so_long_at_least()
    {
        Assert.Equal(new Lifetime(70, false), new LifeSpan(0, 11, true).Lived(70));
        Assert.Equal(new Lifetime(70, true), new LifeSpan(12, 31, true).Lived(70));
    }

    [Fact]
    public void Open_and_rejected_orders_and_inspections_that_find_nothing_renew_nothing()
    {
        var draft = Draft("belt");
        var begun = draft.Apply(Action(WorkVerb.Approve, 2)).Apply(Action(WorkVerb.Start, 3));
        var done = Finished(begun, wasFault: false);
        Assert.Null(Renewal.Of(draft));
        Assert.Null(Renewal.Of(draft.Apply(Action(WorkVerb.Reject, 2))));
        Assert.Null(Renewal.Of(done.Apply(Action(WorkVerb.Reopen, 5))));
        Assert.Equal(new Renewal("acme/press", "belt", 1, 3, 4, false), Renewal.Of(done));
        Assert.Equal(Renewal.Of(done), Renewal.Of(done.Apply(Action(WorkVerb.Verify, 6))));

        var inspection = Draft("").Apply(Action(WorkVerb.Approve, 2)).Apply(Action(WorkVerb.Start, 3));
        Assert.Null(Renewal.Of(Finished(inspection, wasFault: false)));
        Assert.Equal(new Renewal("acme/press", "", 1, 3, 4, true), Renewal.Of(Finished(inspection, wasFault: true)));
    }

    private static WorkOrder Draft(string taskId) => new()
    {
        Id = "wo-1", MachineId = "acme/press", Cause = WorkOrderCause.Request, Evidence = [],
        Scope = new WorkScope(taskId, taskId, 1, [], [], 0), Steps = [new WorkStep(1, WorkOrderState.Draft, "", "")],
    };

    private static WorkOrder Finished(WorkOrder begun, bool wasFault) =>
        begun.Apply(Action(WorkVerb.Finish, 4) with { Finding = new WorkFinding(wasFault, "", "") });

    private static WorkAction Action(WorkVerb verb, long atTicks) => new(verb, atTicks, "eva", "");

    private static Renewal Done(long drafted, long begun, long done, bool wasFault) =>
        new("acme/press", "belt", drafted, begun, done, wasFault);
}
