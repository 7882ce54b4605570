namespace OrleansTwin.Twins.Anomaly;

/// <summary>
/// How far a signal has strayed from its baseline while its level was out of its limit. A level is smoothed, and comes late to
/// where the values are: a short stray is told by them.
/// </summary>
internal struct LevelStray
{
    /// <summary>The farthest that the level has been, in healthy standard deviations.</summary>
    public double Level;

    /// <summary>Sum of how far the values were, and of how many.</summary>
    public double Sum;

    public double Rows;

    public readonly double Reach => Math.Max(Level, Rows > 0 ? Sum / Rows : 0);
}
