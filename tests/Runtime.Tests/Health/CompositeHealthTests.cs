using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Health;
using OrleansTwin.Twins.Health.Live;

namespace OrleansTwin.Runtime.Tests.Health;

/// <summary>What the health of machines comes to above them, in one store or in several.</summary>
public sealed class CompositeHealthTests
{
    private static readonly (string MachineId, HealthView View)[] Machines =
    [
        ("acme/a/m-1", ViewOf(HealthCondition.Normal, 1)), ("acme/a/m-2", ViewOf(HealthCondition.Watch, 9)),
        ("acme/a/m-3", ViewOf(HealthCondition.Alert, 5)), ("acme/b/m-1", ViewOf(HealthCondition.Unknown, null)),
        ("acme/b/m-2", ViewOf(HealthCondition.Alert, 8)), ("acme/ab/m-1", ViewOf(HealthCondition.Alert, 99)),
    ];

    [Fact]
    public void The_worst_is_told_with_counts_and_what_to_look_at_first()
    {
        var health = CompositeHealths.Of(Machines[..5])!;
        Assert.Equal(HealthCondition.Alert, health.Condition);
        Assert.Equal(
            [(HealthCondition.Unknown, 1), (HealthCondition.Normal, 1), (HealthCondition.Watch, 1), (HealthCondition.Alert, 2)],
            health.Machines.Select(item => (item.Key, item.Value)));
        Assert.Equal(["acme/b/m-2", "acme/a/m-3", "acme/a/m-2"], health.LookAt.Select(machine => machine.MachineId));
    }

    [Fact]
    public void Parts_of_several_stores_come_to_the_same_as_one()
    {
        var whole = CompositeHealths.Of(Machines)!;
        var parts = CompositeHealths.Together(CompositeHealths.Of(Machines[..2]), CompositeHealths.Of(Machines[2..]))!;
        Assert.Equal(whole.Condition, parts.Condition);
        Assert.Equal(whole.Machines, parts.Machines);
        Assert.Equal(whole.LookAt, parts.LookAt);
    }

    [Fact]
    public void Where_nothing_is_watched_nothing_is_told_and_other_lines_do_not_count()
    {
        var book = new HealthBook();
        Assert.Null(book.OfComposite("acme"));
        Assert.Null(CompositeHealths.Together(null, null));
        foreach (var (id, view) in Machines)
            book.Put(id, view);
        Assert.Equal(3, book.OfComposite("acme/a")!.Machines.Values.Sum());
        Assert.Equal(5, book.OfComposite("acme")!.LookAt.Count + book.OfComposite("acme")!.Machines[HealthCondition.Normal]);
    }

    private static HealthView ViewOf(HealthCondition condition, double? score) =>
        new(condition, score, 4.3, [], null, null, null);
}
