namespace OrleansTwin.Twins.Health.Rul;

/// <summary>A figure that a model was judged by, with the interval in which it lies with 95 %.</summary>
public sealed record RulMetric(string Name, double Value, double Low, double High);

/// <summary>
/// What a user must know to believe a model, in the manner of a model card: what for, learned from what, judged how, and how
/// well.
/// </summary>
/// <param name="IntendedUse">What it may be used for, and what not.</param>
/// <param name="Data">The data's name.</param>
/// <param name="DataSha256">Of all that was learned from, so that the same data are known again.</param>
/// <param name="Assets">Assets that ran to failure.</param>
/// <param name="Rows">Cycles of all of them.</param>
/// <param name="Split">How the assets that judged were kept apart from those that taught.</param>
/// <param name="Domain">Where it applies.</param>
/// <param name="CalibratedTicks">When the bands were calibrated, UTC.</param>
/// <param name="Seed">Of all chance in it.</param>
/// <param name="Metrics">On assets that the judged member had not seen.</param>
public sealed record RulRecord(
    string IntendedUse, string Data, string DataSha256, int Assets, int Rows, string Split, string Domain,
    long CalibratedTicks, ulong Seed, IReadOnlyList<RulMetric> Metrics);
