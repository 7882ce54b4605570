using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Api.Hosting;

/// <summary>
/// A machine now. <paramref name="Label"/> is the source's own word for the state. <paramref name="PowerKw"/> is null where no
/// meter has reported. <paramref name="PowerSensorIds"/>: the electricity meters whose histories draw its power.
/// <paramref name="IsProvisional"/>: ahead of the watermark.
/// </summary>
public sealed record MachineView(
    string? Type,
    PackMlState State,
    StateReason Reason,
    string? Label,
    TimeClass Class,
    DateTimeOffset? Since,
    double? PowerKw,
    IReadOnlyList<string> PowerSensorIds,
    string? Product,
    string? Order,
    PieceCounts Counts,
    ShiftOee Shift,
    int ActiveAlarms,
    Freshness Freshness,
    bool IsProvisional)
{
    /// <summary>Its health; null: it is not watched, or not yet.</summary>
    public HealthView? Health { get; init; }
}

/// <summary>
/// A line, area, site or enterprise now. <paramref name="MachinesByClass"/> leaves classes without a machine out.
/// </summary>
public sealed record CompositeView(
    double? PowerKw,
    int Machines,
    IReadOnlyDictionary<TimeClass, int> MachinesByClass,
    OeeRule OeeRule,
    string? ConstraintId,
    ShiftOee Shift,
    PieceCounts Counts,
    int ActiveAlarms,
    Freshness Freshness,
    bool IsProvisional)
{
    /// <summary>Health of the machines below it; null: none is watched.</summary>
    public CompositeHealth? Health { get; init; }

    /// <summary>In a grid: the links of the sites at or below it that Edges forward; null: there are none.</summary>
    public IReadOnlyList<SiteLink>? Sites { get; init; }
}
