namespace OrleansTwin.Twins.Alarms;

/// <summary>One raise of an alarm; times in ticks, <paramref name="ReturnedTicks"/> null: it still stands.</summary>
public readonly record struct AlarmRaise(string AlarmId, int Priority, long RaisedTicks, long? ReturnedTicks);

/// <summary>An alarm and how many of all raises were its own.</summary>
public readonly record struct AlarmContributor(string AlarmId, int Raises, double Share);

/// <summary>
/// Goals of an alarm system (ISA-18.2 clause 16, EEMUA 191); the defaults are the standard's.
/// </summary>
public sealed record AlarmGoals(
    double PerOperatorHourGoal = 6,
    double PerOperatorHourManageable = 12,
    long StandingTicks = TimeSpan.TicksPerDay,
    int ChatteringPerMinute = 3,
    int TopContributors = 10);

/// <summary>How an alarm system did within a window (ISA-18.2 clause 16).</summary>
/// <param name="Raises">Alarms raised.</param>
/// <param name="PerOperatorHour">Raises per hour and operator.</param>
/// <param name="PeakInTenMinutes">The most raises within any ten minutes.</param>
/// <param name="Floods">Floods that began.</param>
/// <param name="FloodShare">Part of the window spent in floods, 0 to 1.</param>
/// <param name="Standing">Alarms that stood longer than the goal at the window's end, gravest first.</param>
/// <param name="Chattering">Alarms raised often within a minute.</param>
/// <param name="Top">The most frequent alarms, most frequent first.</param>
/// <param name="TopShare">Their part of all raises, 0 to 1.</param>
/// <param name="ByPriority">Raises of each priority, from 1.</param>
public sealed record AlarmSystemKpis(
    int Raises,
    double PerOperatorHour,
    int PeakInTenMinutes,
    int Floods,
    double FloodShare,
    IReadOnlyList<AlarmRaise> Standing,
    IReadOnlyList<string> Chattering,
    IReadOnlyList<AlarmContributor> Top,
    double TopShare,
    IReadOnlyList<int> ByPriority)
{
    /// <param name="raises">Raises within the window and those before that still stood in it, in any order.</param>
    /// <param name="fromTicks">The window's begin.</param>
    /// <param name="toTicks">Its end, exclusive.</param>
    /// <param name="operators">Operators who shared the alarms.</param>
    /// <param name="goals">What counts as standing and chattering.</param>
    public static AlarmSystemKpis Of(
        IEnumerable<AlarmRaise> raises, long fromTicks, long toTicks, int operators, AlarmGoals goals)
    {
        ArgumentNullException.ThrowIfNull(raises);
        ArgumentNullException.ThrowIfNull(goals);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(toTicks, fromTicks);
        ArgumentOutOfRangeException.ThrowIfLessThan(operators, 1);
        AlarmRaise[] all =
        [
            .. raises.Where(raise => raise.RaisedTicks < toTicks)
                .OrderBy(raise => raise.RaisedTicks).ThenBy(raise => raise.AlarmId, StringComparer.Ordinal),
        ];
        AlarmRaise[] within = [.. all.Where(raise => raise.RaisedTicks >= fromTicks)];
        AlarmContributor[] top =
        [
            .. within.CountBy(raise => raise.AlarmId)
                .OrderByDescending(count => count.Value).ThenBy(count => count.Key, StringComparer.Ordinal)
                .Take(goals.TopContributors)
                .Select(count => new AlarmContributor(count.Key, count.Value, (double)count.Value / within.Length)),
        ];
        var (floods, floodTicks) = FloodsOf(within, toTicks);
        return new AlarmSystemKpis(
            within.Length,
            within.Length / TimeSpan.FromTicks(toTicks - fromTicks).TotalHours / operators,
            PeakOf(within, AlarmFlood.WindowTicks),
            floods,
            (double)floodTicks / (toTicks - fromTicks),
            [.. all.Where(raise => IsStanding(raise, toTicks, goals)).OrderBy(raise => raise.Priority)],
            [.. within.GroupBy(raise => raise.AlarmId).Where(group => IsChattering(group, goals)).Select(group => group.Key)
                .Order(StringComparer.Ordinal)],
            top,
            top.Sum(contributor => contributor.Share),
            [.. Enumerable.Range(AlarmRule.PriorityMin, AlarmRule.PriorityMax)
                .Select(priority => within.Count(raise => raise.Priority == priority))]);
    }

    private static bool IsStanding(in AlarmRaise raise, long atTicks, AlarmGoals goals) =>
        (raise.ReturnedTicks is not { } returned || returned > atTicks) && atTicks - raise.RaisedTicks > goals.StandingTicks;

    private static bool IsChattering(IEnumerable<AlarmRaise> ofOne, AlarmGoals goals) =>
        PeakOf([.. ofOne], TimeSpan.TicksPerMinute) >= goals.ChatteringPerMinute;

    /// <summary>The most raises within a stretch of time, its end excluded; in order of time.</summary>
    private static int PeakOf(ReadOnlySpan<AlarmRaise> raises, long stretchTicks)
    {
        var (peak, first) = (0, 0);
        for (var last = 0; last < raises.Length; last++)
        {
            while (raises[last].RaisedTicks - raises[first].RaisedTicks >= stretchTicks)
                first++;
            peak = Math.Max(peak, last - first + 1);
        }

        return peak;
    }

    private static (int Count, long Ticks) FloodsOf(ReadOnlySpan<AlarmRaise> raises, long toTicks)
    {
        var (flood, count, ticks) = (new AlarmFlood(), 0, 0L);
        foreach (ref readonly var raise in raises)
        {
            if (flood.EndsTicks is var ends && flood.IsFlood && ends <= raise.RaisedTicks)
                ticks += ends - flood.SinceTicks;
            var before = flood.SinceTicks;
            flood.Raise(raise.RaisedTicks);
            if (flood.IsFlood && flood.SinceTicks != before)
                count++;
        }

        return (count, flood.IsFlood ? ticks + Math.Min(toTicks, flood.EndsTicks) - flood.SinceTicks : ticks);
    }
}
