using OrleansTwin.Twins.Model;

namespace OrleansTwin.Api.Hosting;

/// <summary>
/// What a twin shows now. Exactly one of sensor, machine and composite is set. It holds no "time of this answer": two views of a
/// twin that did not change are equal byte for byte, which is how the live feed knows that there is nothing to send.
/// </summary>
public sealed record TwinView(string Id, string Name, AssetKind Kind, string? ParentId)
{
    public SensorView? Sensor { get; init; }

    public MachineView? Machine { get; init; }

    public CompositeView? Composite { get; init; }
}

/// <summary>How far a twin's newest data can be trusted to be of now.</summary>
/// <param name="NewestSourceTime">Source time of the newest plausible sample at or below the twin; null: none yet.</param>
/// <param name="IsStale">No sample for longer than its sensors allow.</param>
/// <param name="StaleSensors">Sensors at or below the twin that have gone quiet.</param>
public sealed record Freshness(DateTimeOffset? NewestSourceTime, bool IsStale, int StaleSensors);

/// <summary>
/// Effectiveness may exceed 1 (reported, never clipped); all four are null where their divisor is zero. Of the present shift, or
/// of the last 24 h where the twin has no calendar.
/// </summary>
public sealed record ShiftOee(
    string? ShiftName,
    DateTimeOffset? From,
    double? Availability,
    double? Effectiveness,
    double? QualityRatio,
    double? Oee,
    bool IsProvisional);

/// <summary>Pieces of the present shift.</summary>
public sealed record PieceCounts(long Produced, long Good, long Scrap, long Rework);
