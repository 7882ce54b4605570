using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Simulation;
using OrleansTwin.Twins.Tests.Calendars;

namespace OrleansTwin.Twins.Tests.Simulation;

public class PlantSimulationTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public void Pieces_are_neither_made_nor_lost_between_stations(int capacity)
    {
        var plant = TestPlants.Line(4, capacity);
        var (simulation, truth) = TestPlants.Run(plant, seed: capacity + 3, hours: 24);

        for (var gap = 0; gap < 3; gap++)
        {
            var handedOn = truth.Machines[gap].Pieces.Count(piece => piece.Result != PieceResult.Scrap);
            var received = truth.Machines[gap + 1].Pieces.Count;
            // On the way: the buffer, a blocked piece before it, a piece in work behind it.
            Assert.InRange(handedOn - received - simulation.Level(plant.Root.Flow[gap]), 0, 2);
        }
        Assert.True(truth.Machines[3].Pieces.Count > 1000, $"only {truth.Machines[3].Pieces.Count} pieces came out");
        Assert.InRange(simulation.PiecesInWork, 1, 4);
    }

    [Fact]
    public void The_same_seed_gives_the_same_run_and_another_seed_another()
    {
        var plant = TestPlants.Line(3, 2);
        Assert.Equal(Pieces(plant, 5), Pieces(plant, 5));
        Assert.NotEqual(Pieces(plant, 5), Pieces(plant, 6));
    }

    [Fact]
    public void Changing_one_machine_does_not_disturb_the_draws_of_another()
    {
        var source = TestPlants.Machine("m-1", TestPlants.Busy);
        var fast = TestPlants.Machine("m-2", new MachineSimulation { CycleFactor = 0.2 });
        var faster = TestPlants.Machine("m-2", new MachineSimulation { CycleFactor = 0.1, CycleCv = 0.2 });
        Assert.Equal(
            Pieces(TestPlants.Line([source, fast], 100), 5, machine: 0),
            Pieces(TestPlants.Line([source, faster], 100), 5, machine: 0));
    }

    [Fact]
    public void A_slow_machine_blocks_the_one_before_it_and_starves_the_one_behind()
    {
        var quick = new MachineSimulation { CycleFactor = 1, CycleCv = 0 };
        var plant = TestPlants.Line(
            [
                TestPlants.Machine("m-1", quick),
                TestPlants.Machine("m-2", quick with { CycleFactor = 2 }),
                TestPlants.Machine("m-3", quick),
            ],
            capacity: 3);
        var (_, truth) = TestPlants.Run(plant, seed: 1, hours: 2);

        var window = (From: TestPlants.At(0.5), To: TestPlants.At(1.5));
        Assert.Equal(0.5, ShareOf(truth.Machines[0], TimeClass.Blocked, window), 2);
        Assert.Equal(1.0, ShareOf(truth.Machines[1], TimeClass.Producing, window), 2);
        Assert.Equal(0.5, ShareOf(truth.Machines[2], TimeClass.Starved, window), 2);
    }

    [Fact]
    public void Product_and_order_change_as_the_setup_begins_and_after_the_last_old_piece_was_counted()
    {
        var (_, truth) = TestPlants.Run(TestPlants.Line(3, 2), seed: 11, hours: 24);
        foreach (var machine in truth.Machines)
        {
            var timeline = machine.Intervals(TestPlants.Start, TestPlants.At(24)).ToList();
            var changes = timeline.Zip(timeline.Skip(1)).Where(pair => pair.First.Product != pair.Second.Product).ToList();
            Assert.True(changes.Count > 5, $"{machine.MachineId} changed product only {changes.Count} times");
            Assert.All(changes, pair => Assert.Equal(TimeClass.Setup, pair.Second.Class));
            Assert.All(
                machine.Pieces, piece => Assert.Equal(InForceBefore(timeline, piece.AtTicks), (piece.Product, piece.Order)));
            Assert.DoesNotContain(changes, pair => machine.Pieces.Any(piece => piece.AtTicks == pair.Second.StartTicks));
        }
    }

    [Fact]
    public void Orders_are_worked_through_in_their_quantities()
    {
        var (_, truth) = TestPlants.Run(TestPlants.Line(2, 2), seed: 2, hours: 24);
        var byOrder = truth.Machines[0].Pieces.GroupBy(piece => piece.Order).ToList();
        Assert.Equal("line-1-0001", byOrder[0].Key);
        foreach (var (order, index) in byOrder.SkipLast(1).Select((order, index) => (order, index)))
            Assert.Equal(TestPlants.TwoProducts[index % 2].Quantity, order.Count());
    }

    [Fact]
    public void Scrap_after_a_setup_is_start_up_scrap_until_the_first_piece_that_is_not()
    {
        var (_, truth) = TestPlants.Run(TestPlants.Line(1, 0), seed: 3, hours: 24);
        var pieces = truth.Machines[0].Pieces;
        var firstOfB = pieces.Select((piece, index) => (piece, index)).First(entry => entry.piece.Product == "B").index;
        Assert.All(pieces.Skip(firstOfB).Take(TestPlants.Busy.StartUpScrap), piece => Assert.True(piece.IsStartUp));
        Assert.Contains(pieces, piece => piece.Result == PieceResult.Scrap && !piece.IsStartUp);
        Assert.DoesNotContain(pieces, piece => piece.IsStartUp && piece.Result != PieceResult.Scrap);
    }

    [Fact]
    public void Outside_the_plan_nothing_is_made_and_the_cycle_goes_on_where_it_was()
    {
        var calendar = new ShiftCalendar
        {
            Id = "day",
            TimeZone = TimeZoneInfo.Utc,
            Shifts =
            [
                TestCalendars.Shift("day", TestCalendars.EveryDay, "06:00", "14:00",
                    TestCalendars.Span("break", TestCalendars.EveryDay, "10:00", "10:30")),
            ],
        };
        var plain = new MachineSimulation { CycleFactor = 1.37, CycleCv = 0 };
        var (_, truth) = TestPlants.Run(TestPlants.Line([TestPlants.Machine("m-1", plain)], 0, calendar), seed: 1, hours: 24);

        var totals = truth.Machines[0].Totals(TestPlants.Start, TestPlants.At(24));
        Assert.Equal(16.5 * TimeSpan.TicksPerHour, totals.Time(TimeClass.Off));
        Assert.Equal(7.5 * TimeSpan.TicksPerHour, totals.Time(TimeClass.Producing));
        // 7.5 h of work without a gap: orders of 300 A (27.4 s each), 200 B (34.25 s), 300 A, and 3710 s left for B.
        Assert.Equal(300 + 200 + 300 + 108, totals.ProducedQuantity);
        Assert.All(truth.Machines[0].Pieces, piece => Assert.InRange(piece.AtTicks, TestPlants.At(6), TestPlants.At(14)));
    }

    [Fact]
    public void A_machine_of_a_flow_without_a_cycle_time_is_refused_by_name()
    {
        var onlyA = new Dictionary<string, long> { ["A"] = TimeSpan.TicksPerMinute };
        var nameless = TestPlants.Machine("m-2", TestPlants.Busy) with { IdealCycleTicks = onlyA };
        var plant = TestPlants.Line([TestPlants.Machine("m-1", TestPlants.Busy), nameless], 1);
        var error = Assert.Throws<InvalidOperationException>(() => new PlantSimulation(plant, TestPlants.Start, 1));
        Assert.Contains("line-1/m-2 has no ideal cycle time for product 'B'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parallel_machines_share_the_flow()
    {
        var machines = new[] { "in", "left", "right", "out" }
            .Select(name => (Name: name, CycleFactor: name is "left" or "right" ? 2 : 1.1))
            .Select(made => TestPlants.Machine(made.Name, new() { CycleFactor = made.CycleFactor, CycleCv = 0.1 }))
            .ToList();
        var line = TestPlants.Line(machines, 0).Root with
        {
            Flow =
            [
                new(machines[0].Id, machines[1].Id, 2), new(machines[0].Id, machines[2].Id, 2),
                new(machines[1].Id, machines[3].Id, 2), new(machines[2].Id, machines[3].Id, 2),
            ],
        };
        var (_, truth) = TestPlants.Run(new Plant { Root = line, Products = [new("A", "A")] }, seed: 4, hours: 10);
        var counts = truth.Machines.Select(machine => machine.Pieces.Count).ToList();
        Assert.InRange(counts[1] / (double)counts[2], 0.7, 1.4);
        Assert.InRange(counts[0] - counts[3], 0, 12);
        Assert.True(counts[3] > 1500, $"{counts[3]} pieces in 10 h where both together make one in 22 s");
    }

    private static double ShareOf(MachineTruth machine, TimeClass timeClass, (long From, long To) window) =>
        (double)machine.Totals(window.From, window.To).Time(timeClass) / (window.To - window.From);

    private static (string?, string?) InForceBefore(List<TruthInterval> timeline, long ticks)
    {
        var interval = timeline.Last(entry => entry.StartTicks < ticks);
        return (interval.Product, interval.Order);
    }

    private static List<TruthPiece> Pieces(Plant plant, int seed, int machine = 1) =>
        [.. TestPlants.Run(plant, seed, hours: 6).Truth.Machines[machine].Pieces];
}
