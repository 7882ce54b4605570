namespace OrleansTwin.Twins.Learning;

/// <summary>The loss of an objective: where boosting begins, its gradients, and what a leaf is set to.</summary>
internal sealed class BoostLoss(TrainingTable table, BoostOptions options)
{
    private const double WeightMin = 1e-12;
    private float[] _residuals = [];
    private float[] _weights = [];

    /// <summary>The best estimate that is the same for all rows.</summary>
    public double Base(ReadOnlySpan<int> rows)
    {
        if (options.Objective == BoostObjective.Quantile)
            return QuantileOf(rows, _ => 0);
        var (sum, weight) = (0.0, 0.0);
        foreach (var row in rows)
        {
            sum += (double)table.Weights[row] * table.Targets[row];
            weight += table.Weights[row];
        }

        var mean = sum / Math.Max(weight, WeightMin);
        if (options.Objective == BoostObjective.Mean)
            return mean;
        mean = Math.Clamp(mean, 1e-6, 1 - 1e-6);
        return Math.Log(mean / (1 - mean));
    }

    public GradientSum Gradient(int row, double estimate)
    {
        var (target, weight) = (table.Targets[row], (double)table.Weights[row]);
        switch (options.Objective)
        {
            case BoostObjective.Mean:
                return new GradientSum(weight * (estimate - target), weight);
            case BoostObjective.Quantile:
                return new GradientSum(weight * Slope(target, estimate), weight);
            default:
                var probability = Logistic.Probability(estimate);
                return new GradientSum(
                    weight * (probability - target), Math.Max(WeightMin, weight * probability * (1 - probability)));
        }
    }

    public double Loss(int row, double estimate)
    {
        var error = table.Targets[row] - estimate;
        return table.Weights[row] * options.Objective switch
        {
            BoostObjective.Mean => error * error,
            BoostObjective.Quantile => Math.Max(options.Quantile * error, (options.Quantile - 1) * error),
            _ => Logistic.Loss(table.Targets[row], estimate),
        };
    }

    /// <summary>
    /// Sets leaves of a quantile to the quantile of their rows' residuals: gradients of the pinball loss have a sign but no size,
    /// so a step along them would be too short in wide leaves and too long in narrow ones.
    /// </summary>
    public void SetLeaves(GrownTree grown, double[] estimates)
    {
        if (options.Objective != BoostObjective.Quantile)
            return;
        foreach (var leaf in grown.Leaves)
            grown.Tree.SetLeaf(leaf.Node, leaf.Bounds.Clamp(QuantileOf(leaf.Rows, row => estimates[row])));
    }

    // Where many targets are the same, an estimate that meets them pulls in neither direction.
    private double Slope(double target, double estimate) =>
        target > estimate ? -options.Quantile : target < estimate ? 1 - options.Quantile : 0;

    private double QuantileOf(ReadOnlySpan<int> rows, Func<int, double> estimate)
    {
        if (_residuals.Length < rows.Length)
            (_residuals, _weights) = (new float[rows.Length], new float[rows.Length]);
        var whole = 0.0;
        for (var i = 0; i < rows.Length; i++)
        {
            _residuals[i] = (float)(table.Targets[rows[i]] - estimate(rows[i]));
            whole += _weights[i] = table.Weights[rows[i]];
        }

        Array.Sort(_residuals, _weights, 0, rows.Length);
        var (sum, place) = (0.0, -1);
        do
            sum += _weights[++place];
        while (sum < options.Quantile * whole && place < rows.Length - 1);
        return _residuals[place];
    }
}
