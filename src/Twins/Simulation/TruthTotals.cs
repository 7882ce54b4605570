using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Machines;

namespace OrleansTwin.Twins.Simulation;

/// <summary>Energy of one carrier while a machine was in one use, in kWh.</summary>
public sealed record TruthEnergy(Carrier Carrier, EnergyUse Use, double EnergyKwh);

/// <summary>
/// What truly came of one machine in a window, from the simulation's events alone. Times in ticks, by what they
/// count as.
/// </summary>
public sealed record TruthTotals
{
    /// <summary>Classes without time are absent.</summary>
    public required IReadOnlyDictionary<TimeClass, long> TimeTicks { get; init; }

    public required long ProducedQuantity { get; init; }

    public required long GoodQuantity { get; init; }

    public required long ScrapQuantity { get; init; }

    public required long ReworkQuantity { get; init; }

    public required long StartUpScrapQuantity { get; init; }

    /// <summary>PRI·PQ.</summary>
    public required long IdealTimeOfProducedTicks { get; init; }

    /// <summary>PRI·GQ.</summary>
    public required long IdealTimeOfGoodTicks { get; init; }

    /// <summary>Breakdowns that began in the window.</summary>
    public required int FailureEvents { get; init; }

    /// <summary>Minor stops that began in the window.</summary>
    public required int MinorStopEvents { get; init; }

    /// <summary>Of the machine's meters whose signal has a closed-form integral.</summary>
    public required IReadOnlyList<TruthEnergy> Energy { get; init; }

    /// <summary>A piece is one cycle.</summary>
    public long Cycles => ProducedQuantity;

    public long Time(TimeClass timeClass) => TimeTicks.GetValueOrDefault(timeClass);

    public double EnergyKwh(Carrier carrier) => Energy.Where(energy => energy.Carrier == carrier).Sum(energy => energy.EnergyKwh);

    public double EnergyKwh(Carrier carrier, EnergyUse use) =>
        Energy.Where(energy => energy.Carrier == carrier && energy.Use == use).Sum(energy => energy.EnergyKwh);
}
