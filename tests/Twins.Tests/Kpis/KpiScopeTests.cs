using OrleansTwin.Twins.Kpis;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Tests.Kpis;

public class KpiScopeTests
{
    private static readonly CompositeAsset Site = Composite(
        "acme", AssetKind.Site,
        Line("acme/paint", null, "wash", "spray"),
        Composite(
            "acme/body", AssetKind.Area,
            Line("acme/body/line-1", "weld", "cut", "weld", "pack"), Line("acme/body/line-2", "press", "press")));

    [Fact]
    public void The_sum_takes_every_machine_below()
    {
        var scope = KpiScope.Of(Site);
        Assert.Equal((OeeRule.SumBased, true, 6), (scope.Rule, scope.IsWhole, scope.MachineIds.Count));
        Assert.Null(scope.ConstraintId);
    }

    [Fact]
    public void The_constraint_rule_takes_each_lines_constraint_and_says_where_there_is_none()
    {
        var scope = KpiScope.Of(Site, OeeRule.ConstraintBased);
        Assert.Equal(
            ["acme/paint/wash", "acme/paint/spray", "acme/body/line-1/weld", "acme/body/line-2/press"], scope.MachineIds);
        Assert.Equal(["acme/paint"], scope.WithoutConstraint);
        Assert.False(scope.IsWhole);
    }

    [Fact]
    public void A_line_answers_by_its_own_rule_when_none_is_asked_for()
    {
        var line = Line("acme/x", "weld", "cut", "weld") with { OeeRule = OeeRule.ConstraintBased };
        Assert.Equal("acme/x/weld", KpiScope.Of(line).ConstraintId);
        Assert.Equal(2, KpiScope.Of(line, OeeRule.SumBased).MachineIds.Count);
    }

    [Fact]
    public void A_machine_stands_for_itself() =>
        Assert.Equal(["acme/x/cut"], KpiScope.Of(Line("acme/x", null, "cut").Children[0], OeeRule.ConstraintBased).MachineIds);

    [Fact]
    public void First_operations_are_the_machines_that_nothing_feeds()
    {
        Assert.Equal(["acme/paint/wash", "acme/body/line-1/cut"], KpiScope.Of(Site).FirstOperationIds);
        Assert.Empty(KpiScope.Of(Line("acme/x", null, "cut")).FirstOperationIds);
    }

    private static CompositeAsset Line(string id, string? constraint, params string[] machines) =>
        Composite(id, AssetKind.Line, [.. machines.Select(name => Machine($"{id}/{name}"))]) with
        {
            ConstraintId = constraint is null ? null : $"{id}/{constraint}",
            Flow = [.. machines.Zip(machines.Skip(1), (from, to) => new FlowEdge($"{id}/{from}", $"{id}/{to}", 3))],
        };

    private static CompositeAsset Composite(string id, AssetKind kind, params Asset[] children) =>
        new() { Id = id, Name = id, Kind = kind, Children = children };

    private static MachineAsset Machine(string id) =>
        new() { Id = id, Name = id, Kind = AssetKind.Machine, Sensors = [], States = new AlwaysProducing() };
}
