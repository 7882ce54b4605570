using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Machines;

/// <summary>
/// How the quantities of a machine follow from the signals it has: PQ = GQ + SQ + RQ always holds, and one of them is the
/// difference of the others.
/// </summary>
internal sealed class CountingRule
{
    private readonly bool _hasTotal;
    private readonly bool _hasGood;

    public CountingRule(IReadOnlyList<QuantitySignal> signals)
    {
        bool Has(QuantityRole role) => signals.Any(signal => signal.Mode != QuantityMode.Result && signal.Role == role);
        _hasGood = Has(QuantityRole.Good);
        _hasTotal = Has(QuantityRole.Total) && !(_hasGood && Has(QuantityRole.Scrap));
    }

    /// <summary>The change of (GQ, SQ, RQ) that pieces counted in a role stand for.</summary>
    public (long Good, long Scrap, long Rework) Of(QuantityRole role, long pieces) =>
        role switch
        {
            QuantityRole.Total when !_hasTotal => (0, 0, 0),
            QuantityRole.Total => _hasGood ? (0, pieces, 0) : (pieces, 0, 0),
            QuantityRole.Good => (pieces, _hasTotal ? -pieces : 0, 0),
            QuantityRole.Scrap => (_hasTotal ? -pieces : 0, pieces, 0),
            QuantityRole.Rework => (_hasTotal && !_hasGood ? -pieces : 0, _hasTotal && _hasGood ? -pieces : 0, pieces),
            _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Expected total, good, scrap or rework."),
        };
}
