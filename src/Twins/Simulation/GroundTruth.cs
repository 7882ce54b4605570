namespace OrleansTwin.Twins.Simulation;

/// <summary>
/// An independent record of what truly happened in a simulation, for tests and for comparing what twins made of the
/// telemetry. It grows with every event, so a run that never ends should not keep one: beyond <c>entryMax</c> it refuses.
/// </summary>
public sealed class GroundTruth : ISimulationObserver
{
    private readonly PlantSimulation _simulation;
    private readonly long _entryMax;
    private long _entries;

    /// <param name="simulation">Not yet stepped; the truth attaches itself.</param>
    /// <param name="entryMax">Intervals and pieces it holds at most (about 56 bytes each).</param>
    public GroundTruth(PlantSimulation simulation, long entryMax = 20_000_000)
    {
        if (simulation.NowTicks != simulation.StartTicks)
            throw new InvalidOperationException("The simulation has moved already; its truth has to be seen from the start.");
        _simulation = simulation;
        _entryMax = entryMax;
        Machines = [.. simulation.Machines.Select(machine => new MachineTruth(machine, simulation.StartTicks, simulation.Seed))];
        simulation.Attach(this);
    }

    /// <summary>By <see cref="SimulatedMachine.Index"/>.</summary>
    public IReadOnlyList<MachineTruth> Machines { get; }

    /// <exception cref="ArgumentException">No such machine.</exception>
    public MachineTruth Of(string machineId) =>
        Machines.FirstOrDefault(machine => machine.MachineId == machineId)
        ?? throw new ArgumentException($"'{machineId}' is no machine of the simulated plant.", nameof(machineId));

    /// <exception cref="InvalidOperationException">The limit is reached.</exception>
    public void Observe(ReadOnlySpan<SimulationChange> changes)
    {
        _entries += changes.Length;
        if (_entries > _entryMax)
            throw new InvalidOperationException(
                $"The ground truth holds {_entryMax} entries already; keep it for shorter runs or raise entryMax.");
        foreach (ref readonly var change in changes)
            Machines[change.Machine].Observe(change);
    }

    /// <summary>Everything about a window, ready to be written as JSON.</summary>
    public TruthReport Report(long fromTicks, long toTicks) =>
        new(_simulation.Seed, fromTicks, toTicks, [.. Machines.Select(machine => ReportOf(machine, fromTicks, toTicks))]);

    private static MachineTruthReport ReportOf(MachineTruth machine, long fromTicks, long toTicks) =>
        new(
            machine.MachineId,
            machine.Totals(fromTicks, toTicks),
            machine.Products(fromTicks, toTicks)
                .ToDictionary(product => product, product => machine.Totals(fromTicks, toTicks, product)),
            [.. machine.Intervals(fromTicks, toTicks)]);
}

/// <summary>The truth about a window of a whole plant.</summary>
public sealed record TruthReport(int Seed, long FromTicks, long ToTicks, IReadOnlyList<MachineTruthReport> Machines);

/// <summary>The truth about a window of one machine: totals, totals by product, and its timeline.</summary>
public sealed record MachineTruthReport(
    string MachineId,
    TruthTotals Totals,
    IReadOnlyDictionary<string, TruthTotals> ByProduct,
    IReadOnlyList<TruthInterval> Timeline);
