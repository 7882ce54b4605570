namespace OrleansTwin.Twins.Anomaly;

/// <summary>How a detector is learned. Why the numbers are what they are: ADR 15.</summary>
public sealed record AnomalyOptions
{
    /// <summary>Null: canonical variates where other healthy rows set the limits, else levels only.</summary>
    public AnomalyMethod? Method { get; init; }

    /// <summary>Levels and statistics are smoothed exponentially over so many rows.</summary>
    public double SmoothingRows { get; init; } = 15;

    /// <summary>What was normal is forgotten over this share of the rows that were learned from.</summary>
    public double BaselineShare { get; init; } = 1.0 / 3;

    /// <summary>A change of a level that nobody would act on, in standard deviations of single rows.</summary>
    public double ShiftMin { get; init; } = 0.2;

    /// <summary>A row counts as at most so many standard deviations, so that a single spike is no change of level.</summary>
    public double DeviationsMax { get; init; } = 6;

    /// <summary>The share of normal rows that may alarm: nominal, or of the rows that set the limit.</summary>
    public double FalseAlarmShare { get; init; } = 0.01;

    /// <summary>Rows that a dynamic method looks at together.</summary>
    public int Lags { get; init; } = 2;

    /// <summary>States of the canonical variates for each signal: the 29 of 52 signals that the literature found.</summary>
    public double StatesPerSignal { get; init; } = 0.55;

    /// <summary>Without other healthy rows, statistics are judged on so many blocks of time, each by what the rest
    /// taught.</summary>
    public int Blocks { get; init; } = 5;

    /// <summary>Fewer rows are not learned from.</summary>
    public int RowsMin { get; init; } = 100;

    internal AnomalyMethod MethodFor(bool hasLimitRows) =>
        Method ?? (hasLimitRows ? AnomalyMethod.Cva : AnomalyMethod.Levels);
}
