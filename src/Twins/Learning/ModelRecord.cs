namespace OrleansTwin.Twins.Learning;

/// <summary>A figure that a model was judged by, with the interval in which it lies with 95 %.</summary>
public sealed record ModelMetric(string Name, double Value, double Low, double High);

/// <summary>
/// What a user must know to believe a model, in the manner of a model card: what for, learned from what, judged how, and how
/// well.
/// </summary>
/// <param name="IntendedUse">What it may be used for, and what not.</param>
/// <param name="Data">The data's name.</param>
/// <param name="DataSha256">Of all that was learned from, so that the same data are known again.</param>
/// <param name="Groups">Assets or blocks of rows; what is of one group was never divided between teaching and judging.</param>
/// <param name="Rows">Of all of them.</param>
/// <param name="Split">How the groups that judged were kept apart from those that taught.</param>
/// <param name="Domain">Where it applies.</param>
/// <param name="CalibratedTicks">When bands or thresholds were calibrated, UTC.</param>
/// <param name="Seed">Of all chance in it.</param>
/// <param name="Metrics">On groups that the judged member had not seen.</param>
public sealed record ModelRecord(
    string IntendedUse, string Data, string DataSha256, int Groups, int Rows, string Split, string Domain,
    long CalibratedTicks, ulong Seed, IReadOnlyList<ModelMetric> Metrics);

/// <summary>Where a model's data come from, for its record.</summary>
/// <param name="Data">Their name.</param>
/// <param name="CalibratedTicks">Now, UTC.</param>
public sealed record ModelSource(string Data, long CalibratedTicks);
