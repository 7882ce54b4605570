using OrleansTwin.Twins.Causes;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Tests.Simulation;

namespace OrleansTwin.Twins.Tests.Causes;

/// <summary>Which ways lead from one asset to another, and how long they take.</summary>
public sealed class CausalGraphTests
{
    private const string Line = TestPlants.LineId;
    private const string Supply = "acme/lyon/compressor";
    private static readonly long Cycle = TestPlants.Line(1, 0).Machines.First().IdealCycleTicks.Values.Max();

    [Fact]
    public void A_plants_file_gives_the_time_that_buffers_take()
    {
        var graph = CausalReach.Of(TestPlants.Line(3, capacity: 4), Machine(2)).Graph;

        var step = Assert.Single(graph.Paths(Machine(1), Machine(2)));
        Assert.Equal((LinkKind.Flow, 0, 10 * Cycle), (step.Links.Single().Kind, step.LagTicksMin, step.LagTicksMax));
        Assert.Equal(LinkKind.BackPressure, Assert.Single(graph.Paths(Machine(2), Machine(1))).Links.Single().Kind);
        Assert.Equal(2, Assert.Single(graph.Paths(Machine(3), Machine(1))).Links.Count);
        Assert.Empty(Assert.Single(graph.Paths(Line, Machine(2))).Links);
        Assert.Empty(Assert.Single(graph.Paths(Machine(2), Line)).Links);
        Assert.Empty(graph.Paths(Machine(2), "acme/lyon/line-2"));
    }

    [Fact]
    public void Of_a_quick_supply_and_a_slow_flow_both_count_each_with_its_time()
    {
        var graph = Reach(4, Machine(3), (Machine(3), [Supply]), (Machine(1), [Supply])).Graph;

        Assert.Equal([1, 3], graph.Paths(Supply, Machine(3)).Select(path => path.Links.Count));
        Assert.Single(graph.Path(Supply, Machine(3), Minutes(9), 0)!.Links);
        Assert.Equal(3, graph.Path(Supply, Machine(3), Minutes(10) + (20 * Cycle), 0)!.Links.Count);
        Assert.Null(graph.Path(Supply, Machine(3), Minutes(11) + (20 * Cycle), 0));
        Assert.NotNull(graph.Path(Supply, Machine(3), Minutes(11) + (20 * Cycle), Minutes(1)));
        Assert.Null(graph.Path(Supply, Machine(3), -Minutes(1), 0));
    }

    [Fact]
    public void Nobody_acts_on_a_supply_by_what_it_takes_from_it()
    {
        var graph = Reach(4, Machine(3), (Machine(3), [Supply]), (Machine(1), [Supply])).Graph;
        Assert.Empty(graph.Paths(Machine(1), Supply));
        Assert.True(graph.Supplies(Supply));
        Assert.False(graph.Supplies(Machine(1)));
    }

    [Fact]
    public void Supplies_in_a_circle_lead_on_and_end()
    {
        const string chiller = "acme/lyon/chiller";
        var reach = Reach(4, Machine(1), (Machine(1), [Supply]), (Supply, [chiller]), (chiller, [Supply]));
        Assert.Equal([Machine(1), Supply, Machine(2), chiller, Machine(3)], reach.MachineIds);
        Assert.Equal(2, Assert.Single(reach.Graph.Paths(chiller, Machine(1))).Links.Count);
        Assert.Single(Assert.Single(reach.Graph.Paths(Supply, chiller)).Links);
    }

    [Fact]
    public void The_nearest_come_first_also_what_supplies_those_upstream()
    {
        var reach = Reach(4, Machine(2), (Machine(1), [Supply]), (Line, ["acme/lyon/switchboard"]));
        Assert.Equal(
            [Machine(2), Machine(1), Machine(3), "acme/lyon/switchboard", Supply], reach.MachineIds);
    }

    [Fact]
    public void Further_than_the_links_that_count_nobody_reaches()
    {
        var reach = Reach(0, Machine(9), 9);
        Assert.Equal(1 + CausalGraph.LinksMax, reach.MachineIds.Count);
        Assert.Equal(CausalGraph.LinksMax, Assert.Single(reach.Graph.Paths(Machine(3), Machine(9))).Links.Count);
        Assert.NotEmpty(reach.Graph.Paths(Machine(4), Machine(3)));
    }

    private static CausalReach Reach(int capacity, string machineId, params (string Id, string[] Suppliers)[] supplies) =>
        Reach(capacity, machineId, 3, supplies);

    private static CausalReach Reach(
        int capacity, string machineId, int machines, params (string Id, string[] Suppliers)[] supplies) => CausalReach.Of(
        new Plant
        {
            Root = TestPlants.Line(machines, capacity).Root,
            Supplies = supplies.ToDictionary(supply => supply.Id, IReadOnlyList<string> (supply) => supply.Suppliers),
        },
        machineId);

    private static string Machine(int number) => $"{Line}/m-{number}";

    private static long Minutes(double minutes) => (long)(minutes * TimeSpan.TicksPerMinute);
}
