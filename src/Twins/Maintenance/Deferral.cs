using OrleansTwin.Twins.Maintenance.Lives;

namespace OrleansTwin.Twins.Maintenance;

/// <summary>What a replacement takes when it is planned and when it is not.</summary>
/// <param name="PlannedCost">Of a planned replacement: labour and parts.</param>
/// <param name="FailureCost">Of a failure with its replacement, damage to other parts included.</param>
/// <param name="PlannedStopHours">How long the machine stands for a planned one.</param>
/// <param name="FailureStopHours">How long it stands after a failure: waiting, finding, repairing.</param>
/// <param name="GoodPartsPerHour">What it would make.</param>
public sealed record ReplacementCosts(
    double PlannedCost, double FailureCost, double PlannedStopHours, double FailureStopHours, double GoodPartsPerHour);

/// <summary>What to wait for: a shift's end, two days, next week's stop.</summary>
/// <param name="Name">For people.</param>
/// <param name="OperatingHours">How long the machine will run until then.</param>
public sealed record Delay(string Name, double OperatingHours);

/// <summary>
/// What waiting comes to: failure before it, its cost, and good parts lost, each with the interval that its unknown
/// parameters leave. Cost and parts are those of the replacement however it comes about: now they would be the planned ones.
/// </summary>
public sealed record DeferralAnswer(
    Delay Delay, Estimate FailureProbability, Estimate ExpectedCost, Estimate ExpectedLostGoodParts);

/// <summary>May it wait? The question of every planner about a part that will have to be replaced.</summary>
public static class Deferral
{
    /// <param name="fit">How long such parts live.</param>
    /// <param name="ageHours">How long this one has run.</param>
    /// <param name="delays">What it might wait for.</param>
    /// <param name="costs">What a replacement takes.</param>
    /// <param name="probability">With which intervals hold.</param>
    public static IReadOnlyList<DeferralAnswer> Ask(
        LifeFit fit, double ageHours, IEnumerable<Delay> delays, ReplacementCosts costs, double probability = 0.9)
    {
        if (!(ageHours >= 0) || double.IsInfinity(ageHours))
            throw new ArgumentOutOfRangeException(nameof(ageHours), ageHours, "Expected 0 or more hours.");
        return [.. delays.Select(delay => Of(delay, fit.Estimate(
            life => life.RiskWithin(ageHours, delay.OperatingHours), probability), costs))];
    }

    /// <summary>The same from a failure probability that came another way, such as from a degradation path.</summary>
    public static DeferralAnswer Of(Delay delay, Estimate failure, ReplacementCosts costs) => new(
        delay, failure, failure.Scaled(costs.FailureCost - costs.PlannedCost, costs.PlannedCost),
        failure.Scaled(
            costs.GoodPartsPerHour * (costs.FailureStopHours - costs.PlannedStopHours),
            costs.GoodPartsPerHour * costs.PlannedStopHours));
}
