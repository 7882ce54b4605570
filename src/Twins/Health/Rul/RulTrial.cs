namespace OrleansTwin.Twins.Health.Rul;

/// <summary>
/// Whether the bands of a model that follows live machines hold as often as they state. Lives are independent, so of those that
/// ended each is in its 80 % band with at least that probability: where so few of them were that chance brings it in less than
/// one of a thousand cases, the model is not to be believed. It is looked at after each life, so the limit is a strict one.
/// </summary>
/// <param name="Lives">That ended by failure while it was in force.</param>
/// <param name="Inside50">Of them in their 50 % band.</param>
/// <param name="Inside80">In their 80 % band.</param>
/// <param name="Inside95">In their 95 % band.</param>
public sealed record RulTrial(int Lives, int Inside50, int Inside80, int Inside95)
{
    private const double Coverage = 0.8;
    private const double ChanceMin = 0.001;

    /// <summary>The newest; what a model said long ago tells less of it.</summary>
    private const int LivesMax = 200;

    /// <summary>How probable so few, or fewer, are where the band covers what it states.</summary>
    public double Chance
    {
        get
        {
            var (sum, term) = (0.0, Math.Pow(1 - Coverage, Lives));
            for (var inside = 0; inside <= Inside80; inside++)
            {
                sum += term;
                term *= Coverage / (1 - Coverage) * (Lives - inside) / (inside + 1);
            }

            return Lives == 0 ? 1 : Math.Min(1, sum);
        }
    }

    /// <summary>Why it is not to be believed any more; empty: it is.</summary>
    public string Withdrawal => Chance >= ChanceMin ? "" : FormattableString.Invariant(
        $"Its 80 % band held {Inside80} of {Lives} lives that ended; by chance so few come in {100 * Chance:0.###} % of cases.");

    public static RulTrial Of(IEnumerable<RulVerdict> all)
    {
        var verdicts = all.OrderByDescending(verdict => verdict.ToTicks).Take(LivesMax).ToList();
        return new RulTrial(
            verdicts.Count, verdicts.Count(verdict => verdict.Band50.Contains(verdict.Cycles)),
            verdicts.Count(verdict => verdict.Band80.Contains(verdict.Cycles)),
            verdicts.Count(verdict => verdict.Band95.Contains(verdict.Cycles)));
    }
}
