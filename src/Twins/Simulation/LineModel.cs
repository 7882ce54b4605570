using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Simulation;

/// <summary>
/// One station of a <see cref="LineModel"/>. A variation of 1 is an exponential cycle time, 0 a fixed one. Stops are
/// operation dependent.
/// </summary>
public sealed record LineStation(
    double CycleSeconds, double CycleVariation = 1, double FailureEveryMinutes = 0, double RepairMinutes = 0);

/// <summary>What a run of a line came to.</summary>
/// <param name="PiecesPerHour">Pieces that left the last station after warm-up, per hour.</param>
/// <param name="MeanLevels">Mean pieces in each buffer (pieces inside stations not counted), over the whole run.</param>
public sealed record LineResult(double PiecesPerHour, IReadOnlyList<double> MeanLevels);

/// <summary>
/// A serial line without names, calendars or telemetry, run on the same discrete-event model as a plant: for studies of
/// buffers and variation, and to hold the model against queueing theory. Station i hands on to i + 1 through
/// <c>Capacities[i]</c> places (the stations' own not counted).
/// </summary>
public sealed record LineModel(IReadOnlyList<LineStation> Stations, IReadOnlyList<int> Capacities)
{
    private const string LineId = "line";

    /// <summary>Equal stations and buffers.</summary>
    public static LineModel Balanced(int stationCount, int capacity, LineStation station) =>
        new([.. Enumerable.Repeat(station, stationCount)], [.. Enumerable.Repeat(capacity, stationCount - 1)]);

    /// <exception cref="InvalidOperationException">There are not as many buffers as gaps between stations.</exception>
    public LineResult Run(int seed, TimeSpan duration, TimeSpan warmUp)
    {
        var plant = ToPlant();
        var simulation = new PlantSimulation(plant, TimeSpan.TicksPerDay, seed);
        simulation.RunUntil(simulation.StartTicks + warmUp.Ticks);
        var counter = new PieceCounter(Stations.Count - 1);
        simulation.Attach(counter);
        simulation.RunUntil(simulation.NowTicks + duration.Ticks);
        return new LineResult(counter.Count / duration.TotalHours, [.. plant.Root.Flow.Select(simulation.MeanLevel)]);
    }

    /// <summary>The line as a plant document.</summary>
    public Plant ToPlant()
    {
        if (Capacities.Count != Stations.Count - 1)
            throw new InvalidOperationException(
                $"{Stations.Count} stations with {Capacities.Count} buffers; expected {Stations.Count - 1} buffers.");
        return new Plant
        {
            Root = new CompositeAsset
            {
                Id = LineId,
                Name = LineId,
                Kind = AssetKind.Line,
                Children = [.. Stations.Select(MachineOf)],
                Flow = [.. Capacities.Select((capacity, index) => new FlowEdge(IdOf(index), IdOf(index + 1), capacity))],
            },
        };
    }

    private static string IdOf(int index) => $"{LineId}/{index + 1}";

    private static MachineAsset MachineOf(LineStation station, int index) =>
        new()
        {
            Id = IdOf(index),
            Name = IdOf(index),
            Kind = AssetKind.Machine,
            Sensors = [],
            States = new AlwaysProducing(),
            IdealCycleTicks = new Dictionary<string, long> { ["*"] = (long)(station.CycleSeconds * TimeSpan.TicksPerSecond) },
            Simulation = new MachineSimulation
            {
                CycleFactor = 1,
                CycleCv = station.CycleVariation,
                BreakdownEveryMinutes = station.FailureEveryMinutes,
                BreakdownMinutes = station.RepairMinutes,
            },
        };

    private sealed class PieceCounter(int machine) : ISimulationObserver
    {
        public long Count { get; private set; }

        public void Observe(ReadOnlySpan<SimulationChange> changes)
        {
            foreach (ref readonly var change in changes)
                Count += change.Kind == ChangeKind.Completed && change.Machine == machine ? 1 : 0;
        }
    }
}
