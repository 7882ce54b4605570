using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Causes;

/// <summary>What kind of thing may have been the cause.</summary>
public enum CauseKind : byte
{
    /// <summary>A signal left its level, or behaves otherwise.</summary>
    Signal = 0,

    Order = 1,
    Product = 2,
    Tool = 3,
    Maintenance = 4,
    Setpoint = 5,

    /// <summary>The description of the plant.</summary>
    Plant = 6,
}

/// <summary>A candidate as it is kept with an alert.</summary>
/// <param name="AssetId">Where.</param>
/// <param name="Name">The signal's, or what was changed.</param>
/// <param name="Kind">What it is.</param>
/// <param name="AtTicks">When.</param>
/// <param name="Score">The share of all that was seen to change which follows from it, 0 to 1.</param>
/// <param name="Evidence">A sentence that can be checked at the machine.</param>
public sealed record AlertCause(
    string AssetId, string Name, CauseKind Kind, long AtTicks, double Score, string Evidence);

/// <summary>What may have caused an alert, likeliest first, as it was known soon after it began.</summary>
/// <param name="OnsetTicks">When it began by the machine's own signals.</param>
/// <param name="Ranked">At most <see cref="RankedMax"/>.</param>
/// <param name="Missing">What was not looked at; empty: nothing.</param>
public sealed record AlertCauses(long OnsetTicks, IReadOnlyList<AlertCause> Ranked, string Missing)
{
    public const int RankedMax = 5;

    /// <summary>How long before an alert was noticed its machine's own signals may have begun to move.</summary>
    public const long OnsetTicksMax = TimeSpan.TicksPerHour;

    /// <summary>
    /// Ranks candidates. Scores are smoothed, so an alert is noticed later than it began: it began with the first lasting change
    /// of a signal that it is about, within the hour before.
    /// </summary>
    /// <param name="noticed">The question, with when the alert was noticed.</param>
    /// <param name="graph">What acts on what.</param>
    /// <param name="missing">What the question leaves out.</param>
    public static AlertCauses Rank(CauseQuestion noticed, CausalGraph graph, string missing)
    {
        ArgumentNullException.ThrowIfNull(noticed);
        var question = noticed with { OnsetTicks = OnsetOf(noticed) };
        return new AlertCauses(
            question.OnsetTicks,
            [
                .. CauseRanking.Rank(question, graph).Take(RankedMax).Select(cause => new AlertCause(
                    cause.AssetId, cause.Name, KindOf(cause.Change), cause.AtTicks, cause.Score, cause.Evidence)),
            ],
            missing);
    }

    public void Write(StateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteInt64(OnsetTicks);
        writer.WriteCount(Ranked.Count);
        foreach (var cause in Ranked)
        {
            writer.WriteString(cause.AssetId);
            writer.WriteString(cause.Name);
            writer.WriteByte((byte)cause.Kind);
            writer.WriteInt64(cause.AtTicks);
            writer.WriteDouble(cause.Score);
            writer.WriteString(cause.Evidence);
        }

        writer.WriteString(Missing);
    }

    /// <exception cref="StateFormatException">The bytes are no such state.</exception>
    public static AlertCauses Read(ref StateReader reader)
    {
        var onset = reader.ReadInt64();
        var ranked = new AlertCause[reader.ReadCount(RankedMax)];
        for (var i = 0; i < ranked.Length; i++)
        {
            ranked[i] = new AlertCause(
                reader.ReadText(), reader.ReadText(), (CauseKind)reader.ReadByte((byte)CauseKind.Plant), reader.ReadInt64(),
                reader.ReadDouble(), reader.ReadText());
        }

        return new AlertCauses(onset, ranked, reader.ReadText());
    }

    private static long OnsetOf(CauseQuestion noticed)
    {
        var about = noticed.Shares.Where(share => share.Share >= CauseRanking.ShareMin)
            .Select(share => (share.AssetId, share.Name)).ToHashSet();
        var moves = noticed.Signals.Where(series => about.Contains((series.AssetId, series.Name)))
            .Select(series => CauseRanking.Moved(series, noticed with { LookBackTicks = OnsetTicksMax }) is { } change
                ? series.Ticks[change.Index]
                : noticed.OnsetTicks);
        return moves.Append(noticed.OnsetTicks).Min();
    }

    private static CauseKind KindOf(PlantChangeKind? change) => change switch
    {
        null => CauseKind.Signal,
        PlantChangeKind.Order => CauseKind.Order,
        PlantChangeKind.Product => CauseKind.Product,
        PlantChangeKind.Tool => CauseKind.Tool,
        PlantChangeKind.Maintenance => CauseKind.Maintenance,
        PlantChangeKind.Setpoint => CauseKind.Setpoint,
        _ => CauseKind.Plant,
    };
}
