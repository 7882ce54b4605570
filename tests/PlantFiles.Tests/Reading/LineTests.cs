using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Tests.Reading;

public sealed class LineTests
{
    private static CompositeAsset Read(string keys) => PlantText.Parse(PlantText.Line(keys)).Valid().Root;

    [Fact]
    public void A_flow_names_machines_by_path_with_buffers_between()
    {
        var line = Read("flow:\n  - {from: a, to: b, buffer: 10, level: 3}\n  - {from: b, to: c}\n  - {from: a, to: c}\n");
        Assert.Equal(
            [new FlowEdge("l/a", "l/b", 10, 3), new FlowEdge("l/b", "l/c", 0), new FlowEdge("l/a", "l/c", 0)], line.Flow);
    }

    [Fact]
    public void A_line_with_a_constraint_is_judged_by_it_unless_it_says_otherwise()
    {
        var line = Read("constraint: b");
        Assert.Equal(("l/b", OeeRule.ConstraintBased), (line.ConstraintId, line.OeeRule));
        Assert.Equal(OeeRule.SumBased, Read("constraint: b\noeeRule: sum").OeeRule);
        Assert.Equal(OeeRule.SumBased, Read("flow: []").OeeRule);
    }

    [Theory]
    [InlineData(
        "flow:\n  - {from: a, to: b}\n  - {from: b, to: c}\n  - {from: c, to: a}", 8,
        "l.flow[2].to: found \"a\"; expected a flow without cycles; it closes c → a → b → c")]
    [InlineData("flow:\n  - {from: a, to: a}", 6, "it closes a → a")]
    [InlineData("flow:\n  - {from: a, to: b}\n  - {from: a, to: b}", 7, "expected each pair of machines once")]
    [InlineData(
        "flow:\n  - {from: a, to: dd}", 6,
        "l.flow[0].to: found \"dd\"; expected the id of a machine of this line; known: a, b, c")]
    [InlineData("flow:\n  - {from: a}", 6, "l.flow[0].to: found nothing; expected the id of a machine of this line")]
    [InlineData("flow:\n  - {from: a, to: b, buffer: 2, level: 3}", 6, "expected at most the buffer's capacity (2)")]
    [InlineData(
        "flow:\n  - {from: a, to: b, buffer: -1}", 6,
        "l.flow[0].buffer: found \"-1\"; expected a whole number from 0 to 1000000")]
    [InlineData("flow:\n  - a", 6, "l.flow[0]: found \"a\"; expected a map with the keys from, to, buffer, level")]
    [InlineData("constraint: d", 5, "l.constraint: found \"d\"; expected the id of a machine of this line")]
    [InlineData(
        "oeeRule: constraint", 5,
        "l.oeeRule: found \"constraint\"; expected constraint: with the machine that paces the line")]
    [InlineData(
        "simulatedOrders: [{product: x, quantity: 1}]", 5,
        "l.simulatedOrders[0].product: found \"x\"; expected the id of a product; the file has no product")]
    public void A_wrong_line_is_refused_with_its_line_number(string keys, int line, string expected) =>
        Assert.Contains(expected, PlantText.Parse(PlantText.Line(keys)).ErrorAt(line), StringComparison.Ordinal);

    [Fact]
    public void Simulated_orders_are_kept_by_line()
    {
        var plant = PlantText.Parse(PlantText.Line("simulatedOrders: [{product: x, quantity: 50}]", "products: {x: X}")).Valid();
        Assert.Equal(new SimulatedOrder("x", 50), Assert.Single(plant.SimulatedOrders["l"]));
    }

    [Fact]
    public void An_order_for_a_product_that_a_simulated_machine_has_no_ideal_cycle_for_is_refused()
    {
        const string text = """
            plantFile: 1
            products: {x: X}
            line:
              l:
                simulatedOrders: [{product: x, quantity: 50}]
                machines:
                  a: {states: alwaysProducing, simulation: {}}
            """;
        Assert.Contains(
            "add it to idealCycle of a, or \"*\" for every product", PlantText.Parse(text).OnlyError(), StringComparison.Ordinal);
    }
}
