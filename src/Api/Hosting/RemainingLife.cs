namespace OrleansTwin.Api.Hosting;

/// <summary>
/// The remaining useful life of what a maintenance task of a machine renews, the one with the greatest risk. Hours are those of
/// operation; times are by the shift calendar and how much of planned time was used lately, null: more than a year ahead.
/// <paramref name="TaskId"/> null: the machine's model has no task. <paramref name="Since"/> null: its beginning was not seen,
/// and <paramref name="AgeHours"/> is what was seen of it. Where there is not enough data, <paramref name="Missing"/> says what
/// is missing, and the rest is null or empty.
/// </summary>
public sealed record RemainingLifeView(
    string? TaskId,
    double? AgeHours,
    DateTimeOffset? Since,
    double? MedianHours,
    DateTimeOffset? MedianAt,
    IReadOnlyList<LifeBandView> Bands,
    LifeRisk? Risk,
    LifeModel? Model,
    string? Missing)
{
    /// <summary>How a trained model follows it, whether it is the source or not; null: the plant file names none.</summary>
    public TrainedLifeView? Trained { get; init; }
}

/// <summary>
/// Between when it fails with a probability, 0.5, 0.8 and 0.95. <paramref name="ToHours"/> null: as far as is known, maybe never.
/// </summary>
public sealed record LifeBandView(
    double Probability, double FromHours, double? ToHours, DateTimeOffset? From, DateTimeOffset? To);

/// <summary>
/// The probability of a failure within the planning horizon with the 90 % interval that what is not known leaves of it (of a
/// trained model: the stated probabilities of its bands between which it lies), how many hours of operation the horizon has, and
/// above which probability work is due.
/// </summary>
public sealed record LifeRisk(double Probability, double Low, double High, double HorizonHours, double Max);

/// <summary>What it comes from: which data, where it holds, and when it was learned.</summary>
public sealed record LifeModel(string Name, string Version, string Data, string Validity, DateTimeOffset LearnedAt);

/// <summary>
/// May it wait? <paramref name="TaskId"/> null: the part with the greatest risk. No <paramref name="Delays"/>: a shift, two days,
/// a week.
/// </summary>
public sealed record DeferralQuery(string MachineId, string? TaskId, IReadOnlyList<AskedDelay> Delays);

/// <summary>How long to wait; <paramref name="Length"/> null: until the present shift, or the next one, ends.</summary>
public sealed record AskedDelay(string Name, TimeSpan? Length);

/// <summary>
/// What waiting comes to. <paramref name="OperatingShare"/>: how much of planned busy time the machine ran in the last week, 1
/// where it did not; <paramref name="Missing"/>: what the plant file would have to say for what is null.
/// </summary>
public sealed record DeferralView(
    string MachineId,
    string? TaskId,
    double AgeHours,
    double OperatingShare,
    double GoodPartsPerHour,
    LifeModel Model,
    IReadOnlyList<DeferralDelay> Delays,
    IReadOnlyList<string> Missing)
{
    /// <summary>At which age to replace such parts; null: without their lives and costs nobody can tell.</summary>
    public ReplacementView? Replacement { get; init; }
}

/// <summary>
/// Replacement at an age of operation or at failure, whichever comes first: the age of the lowest cost in the long run, between
/// which it lies with 90 %, and what it costs an hour beside waiting for failure. Null: it pays, or may pay, to wait for failure.
/// </summary>
public sealed record ReplacementView(
    double? BestAgeHours, double? LowHours, double? HighHours, double CostPerHour, double RunToFailureCostPerHour);

/// <summary>
/// A delay and what it comes to: a failure before its end, and cost and good pieces lost by the work however it comes about, each
/// with a 90 % interval.
/// </summary>
public sealed record DeferralDelay(
    string Delay,
    DateTimeOffset Until,
    double OperatingHours,
    IntervalView FailureProbability,
    IntervalView? ExpectedCost,
    IntervalView? LostGoodParts);

/// <summary>What is expected, and between what it lies with 90 %.</summary>
public sealed record IntervalView(double Value, double Low, double High);
