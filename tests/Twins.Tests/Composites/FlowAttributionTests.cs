using OrleansTwin.Twins.Composites;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Kpis;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;
using static OrleansTwin.Twins.Tests.Composites.TestReports;

namespace OrleansTwin.Twins.Tests.Composites;

public class FlowAttributionTests
{
    private static readonly string[] Ids = ["line/a", "line/b", "line/c"];

    private static readonly FlowGraph Line =
        new(Ids, [new FlowEdge(Ids[0], Ids[1], 1), new FlowEdge(Ids[1], Ids[2], 2, InitialLevel: 1)]);

    [Fact]
    public void A_stop_in_the_middle_blocks_upstream_and_starves_downstream()
    {
        // b is down all minute. a fills the buffer of 1 and makes a piece that it can't let go of; c works off the one piece.
        var fold = Fold(
            [Is(0, TimeClass.Producing), Made(10), Made(20), Is(20, TimeClass.Waiting)],
            [Is(0, TimeClass.Breakdown)],
            [Is(0, TimeClass.Producing), Made(15), Is(15, TimeClass.Waiting)]);

        Assert.Equal((0, 40), Seconds(fold, 0));
        Assert.Equal((0, 0), Seconds(fold, 1));
        Assert.Equal((45, 0), Seconds(fold, 2));
        Assert.Equal((2, 0), (fold.Closing.LevelOf(0), fold.Closing.LevelOf(1)));
    }

    [Fact]
    public void A_full_buffer_blocks_before_work_begins_and_an_empty_one_starves()
    {
        var fold = Fold(
            Opening(0, 2),
            [Is(0, TimeClass.Producing), Made(20), Is(20, TimeClass.Off)],
            [Is(0, TimeClass.Waiting)],
            [Is(0, TimeClass.Setup)]);
        Assert.Equal((20, 40), Seconds(fold, 1));
    }

    [Fact]
    public void What_buffers_can_not_tell_is_asked_of_the_neighbours()
    {
        var opening = Opening(1, 1);
        Assert.Equal((0, 60), Seconds(Fold(opening, null, [Is(0, TimeClass.Waiting)], [Is(0, TimeClass.Setup)]), 1));
        Assert.Equal((60, 0), Seconds(Fold(opening, [Is(0, TimeClass.Off)], [Is(0, TimeClass.Waiting)], null), 1));
        Assert.Equal((0, 0), Seconds(Fold(opening, null, [Is(0, TimeClass.Waiting)], null), 1));
    }

    [Fact]
    public void A_cause_spreads_along_the_line()
    {
        var fold = Fold(Opening(1, 1), [Is(0, TimeClass.Breakdown)], [Is(0, TimeClass.Waiting)], [Is(0, TimeClass.Waiting)]);
        Assert.Equal((60, 0), Seconds(fold, 1));
        Assert.Equal((60, 0), Seconds(fold, 2));
    }

    [Fact]
    public void The_first_machine_is_never_starved_and_the_last_never_blocked()
    {
        var fold = Fold(Opening(0, 0), [Is(0, TimeClass.Waiting)], [Is(0, TimeClass.Producing)], [Is(0, TimeClass.Waiting)]);
        Assert.Equal((0, 0), Seconds(fold, 0));
        Assert.Equal((60, 0), Seconds(fold, 2));
        fold = Fold(Opening(1, 2), [Is(0, TimeClass.Waiting)], [Is(0, TimeClass.Producing)], [Is(0, TimeClass.Waiting)]);
        Assert.Equal((0, 0), Seconds(fold, 2));
    }

    [Fact]
    public void Scrap_does_not_flow_on()
    {
        var fold = Fold(Opening(0, 0), [Is(0, TimeClass.Producing), Made(10, 1, scrap: 1), Is(10, TimeClass.Off)], null, null);
        Assert.Equal(0, fold.Closing.LevelOf(0));
    }

    [Fact]
    public void A_machine_that_runs_on_an_empty_buffer_takes_it_as_empty()
    {
        var fold = Fold(
            Opening(0, 0), null,
            [Is(0, TimeClass.Producing), Made(10), Made(20), Is(20, TimeClass.Waiting)], [Is(0, TimeClass.Off)]);
        Assert.Equal((0, 2), (fold.Closing.LevelOf(0), fold.Closing.LevelOf(1)));
        Assert.Equal((40, 0), Seconds(fold, 1));
    }

    [Fact]
    public void A_count_that_comes_after_its_piece_was_taken_is_not_counted_twice()
    {
        // a's count comes 2 s after b began on the piece.
        var fold = Fold(
            Opening(0, 0),
            [Is(0, TimeClass.Producing), Made(12), Is(12, TimeClass.Breakdown)],
            [Is(0, TimeClass.Waiting), Is(10, TimeClass.Producing), Made(30), Is(30, TimeClass.Waiting)],
            [Is(0, TimeClass.Producing)]);
        Assert.Equal(0, fold.Closing.LevelOf(0));
        Assert.Equal((40, 0), Seconds(fold, 1));
    }

    [Fact]
    public void Corrections_fall_to_the_product_and_order_that_waited()
    {
        var fold = Fold(
            Opening(0, 0), [Is(0, TimeClass.Off)],
            [Is(0, TimeClass.Waiting) with { Product = "x", Order = "7" }, Is(45, TimeClass.Waiting) with { Product = "y" }],
            null);
        Assert.Equal(
            [(new SliceKey(At(0), "x", "7"), 45), (new SliceKey(At(0), "y", null), 15)],
            fold.Corrections[1].Select(slice => (slice.Key, slice.Elements[Element.StarvedTime] / TimeSpan.TicksPerSecond)));
    }

    [Theory]
    [InlineData(3, 0)]
    [InlineData(3, 1)]
    [InlineData(4, 2)]
    [InlineData(6, 5)]
    public void Starved_and_blocked_equal_a_models_own_knowledge(int machines, int capacity)
    {
        for (var seed = 1; seed <= 10; seed++)
        {
            var model = new LineModel(seed, machines, capacity);
            var state = FlowState.Initial(model.Graph);
            foreach (var bucket in model.Run(minutes: 30).GroupBy(report => report.BucketTicks))
            {
                var fold = FlowAttribution.Fold(model.Graph, state, bucket.Key, [.. bucket.Select(report => report.Events)]);
                for (var machine = 0; machine < machines; machine++)
                {
                    var told = Sum(fold.Corrections[machine]);
                    var truth = model.Truth[(machine, bucket.Key)];
                    if (machine == 0)
                        truth = truth with { Starved = 0 };
                    var found = (told[Element.StarvedTime], told[Element.BlockedTime]);
                    Assert.True(truth == found, $"seed {seed}, machine {machine}, bucket {bucket.Key}: {found}, not {truth}");
                    Assert.Null(ElementInvariants.Check(told));
                    Assert.Equal(-told[Element.WaitingTime], told[Element.StarvedTime] + told[Element.BlockedTime]);
                }
                state = fold.Closing;
            }
            Assert.True(model.Truth.Values.Sum(each => each.Starved) > 0 && model.Truth.Values.Sum(each => each.Blocked) > 0);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Counts_that_are_polled_by_the_second_tell_nearly_the_same(int seconds)
    {
        var (wrong, waited) = (0L, 0L);
        for (var seed = 1; seed <= 10; seed++)
        {
            var model = new LineModel(seed, 4, 3) { CountEveryTicks = seconds * TimeSpan.TicksPerSecond };
            var state = FlowState.Initial(model.Graph);
            foreach (var bucket in model.Run(minutes: 60).GroupBy(report => report.BucketTicks))
            {
                var fold = FlowAttribution.Fold(model.Graph, state, bucket.Key, [.. bucket.Select(report => report.Events)]);
                for (var machine = 0; machine < 4; machine++)
                {
                    var told = Sum(fold.Corrections[machine]);
                    var truth = model.Truth[(machine, bucket.Key)];
                    wrong += Math.Abs(told[Element.StarvedTime] - truth.Starved);
                    wrong += Math.Abs(told[Element.BlockedTime] - truth.Blocked);
                    waited += truth.Starved + truth.Blocked;
                }
                state = fold.Closing;
            }
        }
        Assert.True(wrong < 0.02 * waited, $"{wrong} of {waited} ticks, {100.0 * wrong / waited:0.0} %");
    }

    [Fact]
    public void A_wrong_level_at_the_start_mends_itself()
    {
        var model = new LineModel(5, 3, 3);
        var state = FlowState.Initial(new FlowGraph(
            model.Graph.MachineIds, [.. model.Graph.Edges.Select(edge => edge with { InitialLevel = 0 })]));
        var wrong = 0L;
        foreach (var bucket in model.Run(minutes: 120).GroupBy(report => report.BucketTicks))
        {
            var fold = FlowAttribution.Fold(model.Graph, state, bucket.Key, [.. bucket.Select(report => report.Events)]);
            for (var machine = 0; machine < 3 && bucket.Key >= At(60); machine++)
            {
                var blocked = Sum(fold.Corrections[machine])[Element.BlockedTime];
                wrong += Math.Abs(blocked - model.Truth[(machine, bucket.Key)].Blocked);
            }
            state = fold.Closing;
        }
        Assert.Equal(0, wrong);
    }

    [Fact]
    public void A_machine_that_counts_no_pieces_is_judged_by_its_neighbours_alone()
    {
        var graph = new FlowGraph(Ids, Line.Edges, isCounted: id => id != Ids[1]);
        MachineEvent[] makes = [Is(0, TimeClass.Producing), Made(5), Made(10), Made(15)];
        MachineEvent[] waits = [Is(0, TimeClass.Waiting)];
        var full = FlowAttribution.Fold(
            graph, FlowState.Initial(graph), At(0), [makes, [Is(0, TimeClass.Producing)], null]).Closing;

        Assert.Equal((0, 0), Seconds(FlowAttribution.Fold(graph, full, At(0), [waits, [Is(0, TimeClass.Producing)], null]), 0));
        Assert.Equal((0, 60), Seconds(FlowAttribution.Fold(graph, full, At(0), [waits, [Is(0, TimeClass.Setup)], null]), 0));
    }

    [Fact]
    public void A_graph_is_made_of_all_machines_below_a_line()
    {
        var counter = new QuantitySignal("count", QuantityRole.Total, QuantityMode.Counter);
        MachineAsset Machine(string id, params QuantitySignal[] quantities) => new()
        {
            Id = id, Name = id, Kind = AssetKind.Machine, Sensors = [], States = new AlwaysProducing(), Quantities = quantities,
        };
        var line = new CompositeAsset
        {
            Id = "line", Name = "line", Kind = AssetKind.Line, Flow = Line.Edges,
            Children = [Machine(Ids[0], counter), Machine(Ids[1], counter), Machine(Ids[2])],
        };
        var graph = FlowGraph.Of(line);
        Assert.Equal(Ids, graph.MachineIds);
        Assert.Equal((true, false), (graph.IsLevelKnown(0), graph.IsLevelKnown(1)));
    }

    [Fact]
    public void An_edge_to_a_machine_that_is_not_there_is_refused_by_name()
    {
        var error = Assert.Throws<ArgumentException>(() => new FlowGraph(Ids, [new FlowEdge(Ids[0], "line/x", 1)]));
        Assert.Contains("line/x", error.Message, StringComparison.Ordinal);
    }

    private static FlowFold Fold(params MachineEvent[]?[] events) => Fold(FlowState.Initial(Line), events);

    private static FlowFold Fold(FlowState opening, params MachineEvent[]?[] events) =>
        FlowAttribution.Fold(Line, opening, At(0), events);

    private static FlowState Opening(int first, int second) =>
        FlowState.Initial(
            new FlowGraph(Ids, [Line.Edges[0] with { InitialLevel = first }, Line.Edges[1] with { InitialLevel = second }]));

    private static MachineEvent Is(int second, TimeClass timeClass) =>
        new(At(0) + (second * TimeSpan.TicksPerSecond), MachineEventKind.Segment, default, timeClass, null, null, 0, 0);

    private static MachineEvent Made(int second, int quantity = 1, int scrap = 0) =>
        new(At(0) + (second * TimeSpan.TicksPerSecond), MachineEventKind.Produced, default, default, null, null, quantity, scrap);

    private static (long Starved, long Blocked) Seconds(FlowFold fold, int machine)
    {
        var sum = Sum(fold.Corrections[machine]);
        return (sum[Element.StarvedTime] / TimeSpan.TicksPerSecond, sum[Element.BlockedTime] / TimeSpan.TicksPerSecond);
    }

    private static ElementVector Sum(IReadOnlyList<ElementSlice> slices)
    {
        var sum = default(ElementVector);
        foreach (var slice in slices)
            sum.Add(slice.Elements);
        return sum;
    }
}
