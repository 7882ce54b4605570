namespace OrleansTwin.Api.Hosting;

/// <summary>
/// How a trained model follows a machine: which version, since when it is in force, cycles that it has seen of the present life
/// and hours of operation in one, the cycles that it says are left, and the share of inputs outside what it learned from.
/// <paramref name="OverhauledAtCycle"/>: signals tell of an overhaul in that cycle, perhaps of one without a work order.
/// <paramref name="Missing"/>: why it tells nothing; null: it does. <paramref name="Flagged"/>: why it was withdrawn, so that no
/// alarm comes from it; null: it was not. <paramref name="Trial"/>: how its bands held on the machines that it follows;
/// <paramref name="Lives"/>: what it, or a version before, said of lives of this machine that have ended, the newest first.
/// </summary>
public sealed record TrainedLifeView(
    string Model,
    int? Version,
    DateTimeOffset? InForceSince,
    int Cycles,
    double? HoursOfCycle,
    double? CyclesLeft,
    double? OutsideShare,
    int? OverhauledAtCycle,
    string? Missing,
    string? Flagged,
    TrainedLifeTrial? Trial,
    IReadOnlyList<TrainedLifeVerdict> Lives);

/// <summary>
/// Lives that ended by failure while a model was in force, and of how many the bands of 50, 80 and 95 % had held at a cycle that
/// chance chose.
/// </summary>
public sealed record TrainedLifeTrial(int Lives, int Inside50, int Inside80, int Inside95);

/// <summary>
/// A life that ended: at a cycle that chance chose, the cycles that were left, those that were said to be, and the 80 % band.
/// <paramref name="Sha256"/>: of the model's file.
/// </summary>
public sealed record TrainedLifeVerdict(
    DateTimeOffset EndedAt, string Sha256, double Cycles, double Estimate, double From80, double To80);
