namespace OrleansTwin.Twins.Anomaly;

/// <summary>What a score says of a row.</summary>
public enum AnomalyVerdict : byte
{
    /// <summary>Within the limit.</summary>
    Normal = 0,

    /// <summary>Beyond the limit.</summary>
    Alarm = 1,

    /// <summary>Less than 80 % of the signals are there and not standing still: nothing is said.</summary>
    NotEnoughSignals = 2,

    /// <summary>The row is no later than the one before: it was left out.</summary>
    OutOfOrder = 3,
}

/// <summary>How strange a row is, with those before it.</summary>
/// <param name="Score">The largest normal deviate of all that is watched; NaN where nothing is said.</param>
/// <param name="Limit">What a score must pass to alarm; wider where signals are missing.</param>
/// <param name="Verdict">What follows.</param>
/// <param name="PresentShare">The share of the watched signals that are there and do not stand still.</param>
public readonly record struct AnomalyScore(double Score, double Limit, AnomalyVerdict Verdict, double PresentShare)
{
    public bool IsAlarm => Verdict == AnomalyVerdict.Alarm;

    /// <summary>Why nothing is said; empty: something is.</summary>
    public string Missing => Verdict switch
    {
        AnomalyVerdict.NotEnoughSignals => FormattableString.Invariant(
            $"{100 * PresentShare:F0} % of the signals are there and move; ")
            + FormattableString.Invariant($"{100 * WatchedSignals.PresentShareMin:F0} % are needed."),
        AnomalyVerdict.OutOfOrder => "The row's time does not follow that of the rows around it: it was left out.",
        _ => "",
    };
}
