namespace OrleansTwin.Twins.Health.Live;

/// <summary>What is known of a machine's health.</summary>
public enum HealthCondition : byte
{
    /// <summary>Not enough data to tell.</summary>
    Unknown = 0,

    /// <summary>It behaves like itself.</summary>
    Normal = 1,

    /// <summary>It was strange for moments: look at it when there is time.</summary>
    Watch = 2,

    /// <summary>It does not behave like itself.</summary>
    Alert = 3,
}

/// <summary>How an alert began.</summary>
/// <param name="NoticedTicks">The end of its first minute beyond the limit.</param>
/// <param name="MinuteTicks">The beginning of the minute that made it an alert.</param>
/// <param name="Score">Of that minute.</param>
/// <param name="Limit">Of that minute.</param>
/// <param name="Shares">Of that score, the largest first.</param>
public sealed record AlertBegin(
    long NoticedTicks, long MinuteTicks, double Score, double Limit, IReadOnlyList<SignalShare> Shares);

/// <summary>How much of a score is a signal's doing; shares of all signals are 1.</summary>
/// <param name="Signal">The sensor's local id.</param>
/// <param name="Share">0 to 1.</param>
/// <param name="Deviation">Its last value, in standard deviations from its healthy mean.</param>
public readonly record struct SignalShare(string Signal, double Share, double Deviation);
