using OrleansTwin.Twins.Anomaly;

namespace OrleansTwin.Twins.Health.Live;

/// <summary>How a machine's own normal is learned and watched while it runs.</summary>
public sealed record LiveHealthOptions
{
    /// <summary>Minutes of steady production that are learned from: its own baseline.</summary>
    public int LearnMinutes { get; init; } = 480;

    /// <summary>So many minutes behind them judge what was learned, before it goes live.</summary>
    public int JudgeMinutes { get; init; } = 120;

    /// <summary>So many minutes beyond the limit in a row are an alert; fewer are watched.</summary>
    public int AlertMinutes { get; init; } = 3;

    /// <summary>So many minutes within the limit in a row end it.</summary>
    public int RecoverMinutes { get; init; } = 10;

    /// <summary>The share of normal minutes that may be beyond the limit: about one in a week of production.</summary>
    public double FalseAlarmShare { get; init; } = 1e-4;

    /// <summary>Minutes further apart are not seen together.</summary>
    public int GapMinutes { get; init; } = 5;

    internal AnomalyOptions ForAnomalies => new() { FalseAlarmShare = FalseAlarmShare, RowsMin = Math.Min(LearnMinutes, 100) };
}
