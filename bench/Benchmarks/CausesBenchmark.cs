using OrleansTwin.Bench.Harness;
using OrleansTwin.Bench.History;
using OrleansTwin.Runtime.Health;
using OrleansTwin.Store;
using OrleansTwin.Twins.Causes;
using OrleansTwin.Twins.Health.Live;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Reports;
using OrleansTwin.Twins.Samples;
using SignalShare = OrleansTwin.Twins.Health.Live.SignalShare;

namespace OrleansTwin.Bench.Benchmarks;

/// <summary>
/// What it costs to ask why a machine is not like itself, with as much to look at as is looked at: a line of twelve machines, as
/// many that supply it, six signals each at 1 Hz, and a setpoint and a tool each. One supply falls, and all of the line follows.
/// </summary>
internal sealed class CausesBenchmark : IBenchmark
{
    private const int Seed = 20_260_302;
    private const int MachinesPerKind = CauseFinder.MachinesMax / 2;
    private const int SignalsPerMachine = 6;
    private const int Seconds = 3 * 3_600;
    private const int FallsAtSecond = 9_000;
    private const int NoticedAtSecond = 9_900;
    private const int SamplesPerCheckpoint = 500_000;
    private const string Fallen = "a/u/s-3";
    private static readonly IEnumerable<int> Numbers = Enumerable.Range(1, MachinesPerKind);
    private static readonly long Start = new DateTime(2026, 3, 2, 9, 0, 0, DateTimeKind.Utc).Ticks;

    public string Name => "causes";

    public string Measures =>
        $"why an alert: {CauseFinder.MachinesMax} machines, {CausePast.SignalsMax} signals, three hours at 1 Hz (seed {Seed})";

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellation)
    {
        var plant = Plant();
        await using var scratch = await ScratchStore.OpenAsync();
        await scratch.Store.Names.GetOrAddAsync([.. plant.Machines.Select(machine => machine.Id)], cancellation);
        await scratch.Store.CheckpointAsync(new Checkpoint(0, [], [.. Minutes(plant, scratch)]), cancellation);
        await scratch.WriteAsync([.. Signals(plant)], SamplesPerCheckpoint);

        var (finder, machine) = (new CauseFinder(scratch.Store), (MachineAsset)plant.Find("a/line/m-6")!);
        var noticed = At(NoticedAtSecond);
        var alert = new AlertBegin(
            noticed, noticed + TimeSpan.TicksPerMinute, 7, 4, [new SignalShare("v-0", 0.7, 5), new SignalShare("v-1", 0.3, 4)]);
        var causes = await finder.FindAsync(plant, machine, alert, cancellation);
        Check(causes);
        var (past, machines) = (new CausePast(scratch.Store), plant.Machines.ToList());
        var window = new CauseWindow(At(0), At(Seconds));
        var reading = Loop.Measure(1, () => Finish(past.ReadAsync(machines, window, _ => true, cancellation)));
        var answers = Loop.Measure(1, () => Finish(finder.FindAsync(plant, machine, alert, cancellation)));
        return
        [
            new Figure("an alert's causes", 1_000 / answers.BestPerSecond, "ms"),
            new Figure("an alert's causes, median", 1_000 / answers.MedianPerSecond, "ms"),
            new Figure("an alert's causes, allocated", answers.BytesPerOperation, "B"),
            new Figure("of it reading", 1_000 / reading.BestPerSecond, "ms"),
            new Figure("of it reading, allocated", reading.BytesPerOperation, "B"),
        ];
    }

    private static void Finish(Task answer) => answer.GetAwaiter().GetResult();

    private static void Check(AlertCauses causes)
    {
        if (causes.Ranked is not [{ AssetId: Fallen }, ..])
            throw new InvalidOperationException($"Named: {string.Join(", ", causes.Ranked)}; expected {Fallen}.");
        if (!causes.Missing.Contains($"{CausePast.SignalsMax} of ", StringComparison.Ordinal))
            throw new InvalidOperationException($"Missing: '{causes.Missing}'; expected more signals than are looked at.");
    }

    /// <summary>A line of machines, and as many beside it that supply all of them.</summary>
    private static Plant Plant()
    {
        MachineAsset[] machines = [.. Numbers.Select(number => Machine("a/line", $"m-{number}"))];
        MachineAsset[] supplies = [.. Numbers.Select(number => Machine("a/u", $"s-{number}"))];
        return new Plant
        {
            Root = Composite("a", AssetKind.Area,
            [
                Composite("a/line", AssetKind.Line, machines) with
                {
                    Flow = [.. machines.Zip(machines.Skip(1), (from, to) => new FlowEdge(from.Id, to.Id, 10))],
                },
                Composite("a/u", AssetKind.Area, supplies),
            ]),
            Supplies = new Dictionary<string, IReadOnlyList<string>> { ["a/line"] = [.. supplies.Select(supply => supply.Id)] },
        };
    }

    private static CompositeAsset Composite(string id, AssetKind kind, IReadOnlyList<Asset> children) =>
        new() { Id = id, Name = id, Kind = kind, Children = children };

    private static MachineAsset Machine(string parentId, string localId)
    {
        var id = $"{parentId}/{localId}";
        return new MachineAsset
        {
            Id = id, Name = localId, Kind = AssetKind.Machine, States = new AlwaysProducing(),
            IdealCycleTicks = new Dictionary<string, long> { ["*"] = 30 * TimeSpan.TicksPerSecond },
            Sensors =
            [
                .. Enumerable.Range(0, SignalsPerMachine).Select(number => Sensor($"{id}/v-{number}")),
                Sensor($"{id}/set") with { Role = SensorRole.Setpoint },
                Sensor($"{id}/tool") with { Role = SensorRole.Tool, ValueKind = ValueKind.Text },
            ],
        };
    }

    private static SensorAsset Sensor(string id) => new() { Id = id, Name = id, Kind = AssetKind.Sensor, Unit = "bar" };

    private static IEnumerable<Signal> Signals(Plant plant)
    {
        var random = new Random(Seed);
        foreach (var sensor in plant.Machines.SelectMany(machine => machine.Sensors))
        {
            var falls = sensor.ParentId == Fallen ? FallsAtSecond
                : sensor.Id.StartsWith("a/u/", StringComparison.Ordinal) ? Seconds
                : FallsAtSecond + random.Next(60, 300);
            yield return new Signal(sensor.Id, [.. Enumerable.Range(0, Seconds).Select(second => sensor switch
            {
                { Role: SensorRole.Tool } => new Sample(At(second), $"drill-{second / 4_000}"),
                { Role: SensorRole.Setpoint } => new Sample(At(second), 180 + (second / 4_000)),
                _ => new Sample(At(second), random.NextDouble() - (second >= falls ? 3 : 0)),
            })]);
        }
    }

    /// <summary>A minute of every machine's timeline.</summary>
    private static IEnumerable<LedgerRow> Minutes(Plant plant, ScratchStore scratch) => plant.Machines.SelectMany(machine =>
        Enumerable.Range(0, Seconds / 60).Select(minute =>
        {
            var bucket = At(60 * minute);
            var made = new MachineEvent(
                bucket, MachineEventKind.Segment, new MachineState(PackMlState.Execute), default, "bolt", $"order-{minute / 60}",
                0, 0);
            return new LedgerRow(
                scratch.KeyOf(machine.Id),
                new BucketReport(machine.Id, ReportPart.Own, bucket, 1, true, [], [made]), new byte[240]);
        }));

    private static long At(int second) => Start + (second * TimeSpan.TicksPerSecond);
}
