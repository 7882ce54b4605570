namespace OrleansTwin.Twins.Causes;

/// <summary>
/// Ranks what may have caused an anomaly. Changes of level of all signals are lined up in time; a change explains another one
/// that it can reach along the plant's flow or supply, neither sooner nor later than the way takes. The more of what changed
/// follows from a candidate, the likelier it is where it began. What can't reach the anomaly, or came after it, is no candidate.
/// </summary>
public static class CauseRanking
{
    public const int CandidatesMax = 20;

    /// <summary>Of something that was changed, before anything is known of what followed.</summary>
    private const double ChangeStrength = 0.3;

    /// <summary>A shift of so many spreads is strong by two thirds.</summary>
    private const double StrongShift = 3;

    /// <summary>Steps of one drift follow each other within this time.</summary>
    private const long DriftStepTicksMax = 15 * TimeSpan.TicksPerMinute;

    /// <summary>A smaller share of the score is nothing to look at.</summary>
    internal const double ShareMin = 0.05;

    public static IReadOnlyList<CauseCandidate> Rank(CauseQuestion question, CausalGraph graph)
    {
        var changes = Changes(question).Where(change => IsInTime(change.AtTicks, question)).ToList();
        var reaching = changes.Select(change => (Change: change, Path: graph.Path(
                change.AssetId, question.AssetId, question.OnsetTicks - change.AtTicks, question.ToleranceTicks)))
            .Where(item => item.Path is not null).ToList();
        var whole = reaching.Sum(item => item.Change.IsSignal ? item.Change.Strength : 0);
        return [.. reaching.Select(item =>
        {
            var explained = reaching.Where(other => other.Change != item.Change && other.Change.IsSignal
                && Explains(item.Change, other.Change, graph, question)).Sum(other => other.Change.Strength);
            var own = item.Change.Strength;
            return (item.Change, Path: item.Path!, Score: (own + explained) / (whole + (item.Change.IsSignal ? 0 : own)));
        }).OrderByDescending(item => item.Score).ThenBy(item => item.Change.AtTicks)
            .ThenBy(item => item.Change.AssetId, StringComparer.Ordinal).ThenBy(item => item.Change.Name, StringComparer.Ordinal)
            .Take(CandidatesMax).Select(item => new CauseCandidate(
                item.Change.AssetId, item.Change.Name, item.Change.Kind, item.Change.AtTicks, item.Change.Shift, item.Path,
                item.Score, CauseEvidence.Of(item.Change, item.Path, question)))];
    }

    private static IEnumerable<SeenChange> Changes(CauseQuestion question)
    {
        var shares = question.Shares.Where(share => share.Share >= ShareMin)
            .ToDictionary(share => (share.AssetId, share.Name), share => share.Share);
        foreach (var series in question.Signals)
        {
            var share = shares.GetValueOrDefault((series.AssetId, series.Name));
            var found = Moved(series, question);
            if (found is { } change)
            {
                var strength = Math.Max(share, 1 - Math.Exp(-Math.Abs(change.Shift) / StrongShift));
                yield return new SeenChange(
                    series.AssetId, series.Name, null, series.Ticks[change.Index], change.Shift, strength, share);
            }
            else if (share > 0)
            {
                yield return new SeenChange(series.AssetId, series.Name, null, question.OnsetTicks, 0, share, share);
            }
        }

        foreach (var change in question.Changes)
            yield return new SeenChange(change.AssetId, change.Text, change.Kind, change.AtTicks, 0, ChangeStrength, 0);
    }

    // Of several changes of a signal the largest: later ones are what it led to. A drift is steps one way: it began with the
    // first of them.
    internal static ChangePoint? Moved(SignalSeries series, CauseQuestion question)
    {
        if (series.Ticks.Count != series.Values.Count)
        {
            throw new ArgumentException(
                $"{series.AssetId} {series.Name} has {series.Ticks.Count} times and {series.Values.Count} values; expected as "
                + "many.");
        }

        var changes = ChangePoints.Find([.. series.Values]);
        var largest = -1;
        for (var i = 0; i < changes.Count; i++)
        {
            if (IsInTime(series.Ticks[changes[i].Index], question)
                && (largest < 0 || Math.Abs(changes[i].Shift) > Math.Abs(changes[largest].Shift)))
                largest = i;
        }

        if (largest < 0)
            return null;
        var (first, last) = (largest, largest);
        while (first > 0 && IsOneDrift(first - 1) && IsInTime(series.Ticks[changes[first - 1].Index], question))
            first--;
        while (last + 1 < changes.Count && IsOneDrift(last))
            last++;
        return changes[first] with { After = changes[last].After };

        bool IsOneDrift(int at) => changes[at].Shift * changes[at + 1].Shift > 0
            && series.Ticks[changes[at + 1].Index] - series.Ticks[changes[at].Index] <= DriftStepTicksMax;
    }

    private static bool IsInTime(long at, CauseQuestion question) =>
        at >= question.OnsetTicks - question.LookBackTicks && at <= question.OnsetTicks + question.ToleranceTicks;

    // Of two at one time, as near as times can be told, either may explain the other; the earlier one is named first.
    private static bool Explains(SeenChange cause, SeenChange effect, CausalGraph graph, CauseQuestion question) =>
        graph.Path(cause.AssetId, effect.AssetId, effect.AtTicks - cause.AtTicks, question.ToleranceTicks) is not null;
}

/// <summary>A change of a signal's level, or of something by somebody (<paramref name="Kind"/>).</summary>
internal sealed record SeenChange(
    string AssetId, string Name, PlantChangeKind? Kind, long AtTicks, double Shift, double Strength, double Share)
{
    public bool IsSignal => Kind is null;
}
