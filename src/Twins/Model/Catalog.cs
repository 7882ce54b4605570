using OrleansTwin.Twins.Elements;

namespace OrleansTwin.Twins.Model;

/// <summary>A product; planned scrap is the share of pieces that planning expects to lose (0..1).</summary>
public sealed record Product(string Id, string Name, double PlannedScrapRatio = 0);

public enum FactorMethod : byte
{
    LocationBased = 0,
    MarketBased = 1,
}

/// <summary>
/// Greenhouse gas per energy (GHG Protocol): kg CO2e per kWh of a carrier, for a region (ISO 3166 alpha-3) and a calendar year,
/// with its scope (1 fuel, 2 purchased energy, 3 value chain), version and source.
/// </summary>
public sealed record EmissionFactor(
    Carrier Carrier, string Region, int Year, double KgCo2ePerKwh, FactorMethod Method, int Scope, string Version, string Source);

public sealed record Skill(string Id, string Name);

public sealed record SparePart(string Id, string Name, int Stock, long LeadTimeTicks, double Cost);

public sealed record SparePartUse(string PartId, int Quantity);

public sealed record MaintenanceTask(
    string Id,
    string Name,
    long DurationTicks,
    IReadOnlyList<string> SkillIds,
    IReadOnlyList<SparePartUse> SpareParts,
    long IntervalTicks)
{
    /// <summary>Of the planned work beside its spare parts, in the currency of the plant.</summary>
    public double Cost { get; init; }

    /// <summary>Of a failure with its repair and the damage that it does; null: not known.</summary>
    public double? FailureCost { get; init; }

    /// <summary>How long the machine stands after a failure; null: not known.</summary>
    public long? FailureStopTicks { get; init; }

    /// <summary>What a good piece is worth that is not made; null: not known.</summary>
    public double? LostPieceCost { get; init; }

    /// <summary>The risk of a failure within the planning horizon above which work is due; null: the host's setting.</summary>
    public double? RiskMax { get; init; }
}

/// <summary>What maintaining a machine takes.</summary>
public sealed record MaintenanceData
{
    public IReadOnlyList<MaintenanceTask> Tasks { get; init; } = [];
}
