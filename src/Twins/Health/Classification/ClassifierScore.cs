namespace OrleansTwin.Twins.Health.Classification;

/// <summary>What was said of a row and what came.</summary>
/// <param name="Block">The part of the rows that it is of.</param>
public readonly record struct ClassifierOutcome(bool IsFailure, double Probability, bool IsCalled, int Block);

/// <summary>How well failures were told from other rows. NaN where there were none.</summary>
/// <param name="F1">The harmonic mean of precision and recall of the failure class.</param>
/// <param name="Precision">The share of calls that were failures.</param>
/// <param name="Recall">The share of failures that were called.</param>
/// <param name="AveragePrecision">Precision at the rank of each failure, in the mean over failures; no threshold in it.</param>
/// <param name="Auc">The probability that a failure has the higher probability than another row, ties counting half.</param>
public sealed record ClassifierScore(
    int Rows, int Failures, double F1, double Precision, double Recall, double AveragePrecision, double Auc)
{
    public static ClassifierScore Of(IReadOnlyCollection<ClassifierOutcome> outcomes)
    {
        var failures = outcomes.Count(item => item.IsFailure);
        var called = outcomes.Count(item => item.IsCalled);
        var hits = outcomes.Count(item => item.IsFailure && item.IsCalled);
        var (average, auc) = Ranked(outcomes, failures);
        return new ClassifierScore(
            outcomes.Count, failures, (double)(2 * hits) / (failures + called), (double)hits / called, (double)hits / failures,
            average, auc);
    }

    /// <summary>
    /// The highest F1 that a threshold on the probability reaches. Half of it is the best threshold where probabilities are as
    /// they should be (Lipton, Elkan and Naryanaswamy 2014), and unlike the very threshold that was best on these rows it
    /// doesn't hang on a single row.
    /// </summary>
    public static double BestF1(IReadOnlyCollection<ClassifierOutcome> outcomes)
    {
        var failures = outcomes.Count(item => item.IsFailure);
        var (best, hits, called) = (0.0, 0, 0);
        foreach (var tied in outcomes.GroupBy(item => item.Probability).OrderByDescending(group => group.Key))
        {
            hits += tied.Count(item => item.IsFailure);
            called += tied.Count();
            best = Math.Max(best, (double)(2 * hits) / (failures + called));
        }

        return best;
    }

    private static (double AveragePrecision, double Auc) Ranked(IReadOnlyCollection<ClassifierOutcome> outcomes, int failures)
    {
        var (hits, seen, average, above) = (0, 0, 0.0, 0.0);
        foreach (var tied in outcomes.GroupBy(item => item.Probability).OrderByDescending(group => group.Key))
        {
            var (yes, all) = (tied.Count(item => item.IsFailure), tied.Count());
            above += (all - yes) * (hits + (yes / 2.0));
            hits += yes;
            seen += all;
            average += yes * ((double)hits / seen);
        }

        return (average / failures, above / failures / (outcomes.Count - failures));
    }
}
