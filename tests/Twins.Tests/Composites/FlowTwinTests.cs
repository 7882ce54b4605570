using OrleansTwin.Twins.Composites;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Kpis;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Reports;
using static OrleansTwin.Twins.Tests.Composites.TestReports;

namespace OrleansTwin.Twins.Tests.Composites;

public class FlowTwinTests
{
    private const int Minutes = 40;

    [Fact]
    public void Waiting_is_told_as_soon_as_every_machine_has_settled_a_bucket()
    {
        var (model, reports) = Line(1);
        var host = new FlowHost(new FlowTwin(model.Graph));
        foreach (var report in reports)
            host.Apply(report);
        foreach (var ((machine, bucket), truth) in model.Truth)
        {
            var told = host.Corrections.GetValueOrDefault((model.Graph.MachineIds[machine], bucket))?.Slices ?? [];
            Assert.Equal(truth.Starved, told.Sum(slice => slice.Elements[Element.StarvedTime]));
            Assert.Equal(truth.Blocked, told.Sum(slice => slice.Elements[Element.BlockedTime]));
        }
        Assert.All(host.Corrections.Values, each => Assert.Equal((ReportPart.Flow, true), (each.Part, each.IsSettled)));
    }

    [Theory]
    [InlineData(FlowTwin.DefaultBucketsKept, false)]
    [InlineData(4, false)]
    [InlineData(FlowTwin.DefaultBucketsKept, true)]
    public void The_same_reports_tell_the_same_in_any_order_of_arrival(int bucketsKept, bool restarts)
    {
        for (var seed = 1; seed <= 15; seed++)
        {
            var (model, reports) = Line(seed);
            var expected = InOrder(model, reports);
            var random = new Random(seed);
            var host = new FlowHost(new FlowTwin(model.Graph, bucketsKept));
            foreach (var report in Disordered(reports, random))
            {
                host.Apply(report);
                if (restarts && random.Next(20) == 0)
                    host.Restart();
            }
            Assert.True(expected.SequenceEqual(host.Told()), $"seed {seed}");
            Assert.True(bucketsKept > Minutes || host.RequestsAnswered > 0, $"seed {seed} asked for nothing");
        }
    }

    [Fact]
    public void Reversed_arrival_tells_the_same()
    {
        var (model, reports) = Line(3);
        var host = new FlowHost(new FlowTwin(model.Graph));
        foreach (var report in reports.Reverse())
            host.Apply(report);
        Assert.Equal(InOrder(model, reports), host.Told());
    }

    [Fact]
    public void A_silent_machine_does_not_hold_up_the_line_and_is_made_up_for_when_it_speaks()
    {
        var (model, reports) = Line(2);
        var host = new FlowHost(new FlowTwin(model.Graph));
        var silent = model.Graph.MachineIds[1];
        var late = reports.Where(report => report.TwinId == silent && report.BucketTicks >= At(5)).ToList();
        foreach (var report in reports.Except(late))
            host.Apply(report);
        Assert.Contains(host.Corrections.Values, each => each.BucketTicks == At(Minutes - 3) && !each.IsSettled);

        foreach (var report in late)
            host.Apply(report);
        Assert.Equal(InOrder(model, reports), host.Told());
    }

    [Fact]
    public void A_doubled_older_unsettled_or_foreign_report_changes_nothing()
    {
        var (model, reports) = Line(4);
        var twin = new FlowTwin(model.Graph);
        foreach (var report in reports)
            twin.Apply(model.Graph.NumberOf(report.TwinId), report);
        var last = reports[^1];
        var machine = model.Graph.NumberOf(last.TwinId);

        Assert.Same(FlowAnswer.Nothing, twin.Apply(machine, last));
        Assert.Same(FlowAnswer.Nothing, twin.Apply(machine, last with { Version = 0, Events = [] }));
        Assert.Same(FlowAnswer.Nothing, twin.Apply(machine, last with { Version = 999, IsSettled = false, Events = [] }));
        Assert.Same(FlowAnswer.Nothing, twin.Apply(machine, last with { Version = 999, Part = ReportPart.Flow, Events = [] }));
        Assert.Same(FlowAnswer.Nothing, twin.Apply(machine, last with { Version = 999 }));
        Assert.Throws<ArgumentException>(() => twin.Apply(0, last));
    }

    [Fact]
    public void Memory_is_bounded_by_the_buckets_kept()
    {
        var (model, reports) = Line(5);
        var twin = new FlowTwin(model.Graph, bucketsKept: 6);
        foreach (var report in reports)
        {
            twin.Apply(model.Graph.NumberOf(report.TwinId), report);
            Assert.True(twin.BucketsHeld <= 6);
        }
    }

    [Fact]
    public void A_new_machine_joins_the_flow_and_the_others_keep_their_buffers()
    {
        var (model, reports) = Line(6);
        var twin = new FlowTwin(model.Graph);
        foreach (var report in reports)
            twin.Apply(model.Graph.NumberOf(report.TwinId), report);
        var before = twin.Closing;

        string[] ids = ["line/new", .. model.Graph.MachineIds];
        twin.Reconfigure(new FlowGraph(ids, [new FlowEdge(ids[0], ids[1], 9, InitialLevel: 4), .. model.Graph.Edges]));
        Assert.Equal(4, twin.Closing.LevelOf(0));
        for (var buffer = 0; buffer < model.Graph.Edges.Count; buffer++)
            Assert.Equal(before.LevelOf(buffer), twin.Closing.LevelOf(buffer + 1));
        for (var machine = 0; machine < model.Graph.MachineIds.Count; machine++)
            Assert.Equal(before.HasPieceInProcess(machine), twin.Closing.HasPieceInProcess(machine + 1));
        Assert.Equal(At(3), twin.Apply(1, reports[9] with { Version = 99 }).Request?.BucketTicks);
    }

    [Fact]
    public void Corrections_flow_into_the_line_and_leave_its_busy_time_as_it_was()
    {
        var (model, reports) = Line(7);
        var flow = new FlowTwin(model.Graph);
        var line = new CompositeTwin("line", model.Graph.MachineIds);
        var corrections = 0;
        foreach (var report in reports)
        {
            var machine = model.Graph.NumberOf(report.TwinId);
            line.Apply(machine, Report(report.TwinId, 0, report.Version, 60) with { BucketTicks = report.BucketTicks });
            foreach (var correction in flow.Apply(machine, report).Corrections)
            {
                var sum = line.Apply(model.Graph.NumberOf(correction.TwinId), correction).Report;
                Assert.Equal(0, ProducingSeconds(sum) % 60);
                Assert.Null(ElementInvariants.Check(Total(sum!)));
                corrections++;
            }
        }
        Assert.True(corrections > Minutes, $"{corrections} corrections");
    }

    private static ElementVector Total(BucketReport report)
    {
        var total = default(ElementVector);
        foreach (var slice in report.Slices)
            total.Add(slice.Elements);
        return total;
    }

    private static (LineModel Model, IReadOnlyList<BucketReport> Reports) Line(int seed)
    {
        var model = new LineModel(seed, machines: 3, capacity: 2);
        return (model, model.Run(Minutes));
    }

    private static ElementSlice[] InOrder(LineModel model, IReadOnlyList<BucketReport> reports)
    {
        var host = new FlowHost(new FlowTwin(model.Graph));
        foreach (var report in reports)
            host.Apply(report);
        return host.Told();
    }

    /// <summary>Shuffled within some minutes, a tenth doubled, a tenth first told in a version without its last events.</summary>
    private static IEnumerable<BucketReport> Disordered(IReadOnlyList<BucketReport> reports, Random random)
    {
        var arrivals = new List<(double At, BucketReport Report)>();
        foreach (var report in reports)
        {
            var at = report.Version + (random.NextDouble() * random.Next(1, 20));
            var kind = random.Next(10);
            if (kind == 0)
                arrivals.Add((at + random.Next(10), report));
            if (kind == 1)
                arrivals.Add((at + random.Next(-10, 10), report with { Version = 0, Events = [.. report.Events.SkipLast(1)] }));
            arrivals.Add((at, report));
        }
        return arrivals.OrderBy(arrival => arrival.At).Select(arrival => arrival.Report);
    }
}
