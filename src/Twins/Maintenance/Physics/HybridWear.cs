using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Twins.Maintenance.Physics;

/// <summary>How fast an asset wore under known conditions.</summary>
/// <param name="Conditions">Load, temperature, lubrication: whatever physics does not know all of.</param>
/// <param name="PhysicsPerHour">Damage an hour by physics: 1 / life under these conditions.</param>
/// <param name="ObservedPerHour">Damage an hour that was found.</param>
public sealed record ObservedWear(IReadOnlyList<double> Conditions, double PhysicsPerHour, double ObservedPerHour);

/// <summary>
/// Physics times what experience has found it to miss: the logarithm of observed over physical wear is linear in the conditions,
/// shrunken towards none. Where conditions lie outside what was seen, the nearest seen ones count: physics goes on, experience
/// is not stretched.
/// </summary>
public sealed class HybridWear
{
    private readonly LinearModel? _residual;
    private readonly (double Low, double High)[] _seen;

    private HybridWear(LinearModel? residual, (double Low, double High)[] seen) => (_residual, _seen) = (residual, seen);

    /// <summary>No experience: physics alone.</summary>
    public static HybridWear PhysicsAlone { get; } = new(null, []);

    /// <param name="observed">At least two more than there are conditions; with fewer, physics stands alone.</param>
    /// <param name="shrinkage">As if so much of each condition's variance were noise.</param>
    public static HybridWear Learn(IReadOnlyList<ObservedWear> observed, double shrinkage = 0.05)
    {
        if (observed.Count == 0)
            return PhysicsAlone;
        var conditions = observed[0].Conditions.Count;
        var wrong = observed.FirstOrDefault(item => item.Conditions.Count != conditions || !(item.PhysicsPerHour > 0)
            || !(item.ObservedPerHour > 0) || item.Conditions.Any(value => !double.IsFinite(value)));
        if (wrong is not null)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"Wear of {wrong.ObservedPerHour} an hour against {wrong.PhysicsPerHour} with {wrong.Conditions.Count} ")
                + $"conditions; expected rates above 0 and {conditions} finite conditions.");
        }

        if (observed.Count < conditions + 2)
            return PhysicsAlone;
        var regression = new RidgeRegression(conditions);
        foreach (var item in observed)
            regression.Add([.. item.Conditions], Math.Log(item.ObservedPerHour / item.PhysicsPerHour));
        return new HybridWear(regression.Solve(shrinkage), [.. Enumerable.Range(0, conditions).Select(i => (
            observed.Min(item => item.Conditions[i]), observed.Max(item => item.Conditions[i])))]);
    }

    /// <summary>Damage an hour; 1 in sum is the end of life (Palmgren 1924, Miner 1945).</summary>
    public double DamagePerHour(double physicsPerHour, IReadOnlyList<double> conditions)
    {
        if (_residual is null)
            return physicsPerHour;
        if (conditions.Count != _seen.Length)
            throw new ArgumentException($"There are {conditions.Count} conditions; expected {_seen.Length}.");
        var log = _residual.Start;
        for (var i = 0; i < _seen.Length; i++)
            log += _residual.Weights[i] * Math.Clamp(conditions[i], _seen[i].Low, _seen[i].High);
        return physicsPerHour * Math.Exp(log);
    }
}
