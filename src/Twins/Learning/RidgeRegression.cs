namespace OrleansTwin.Twins.Learning;

/// <summary>
/// Least squares with weights pulled towards 0 (Hoerl and Kennard 1970), inputs being held against their own spread. Rows are
/// added one by one; only sums of products are kept.
/// </summary>
public sealed class RidgeRegression(int inputs)
{
    // Inputs, then the target, then 1: the sums of all products of two of them.
    private readonly double[][] _products = [.. Enumerable.Range(0, inputs + 2).Select(place => new double[place + 1])];
    private readonly double[] _row = new double[inputs + 2];

    public void Add(ReadOnlySpan<double> row, double target)
    {
        row.CopyTo(_row);
        (_row[inputs], _row[inputs + 1]) = (target, 1);
        for (var i = 0; i < _row.Length; i++)
        {
            var products = _products[i];
            for (var j = 0; j <= i; j++)
                products[j] += _row[i] * _row[j];
        }
    }

    /// <param name="shrinkage">As if so much of each input's variance were noise.</param>
    public LinearModel Solve(double shrinkage)
    {
        var count = _products[inputs + 1][inputs + 1];
        if (count == 0)
            throw new InvalidOperationException("No rows were added.");
        var means = Array.ConvertAll(_products[inputs + 1], sum => sum / count);
        double Covariance(int i, int j) => (_products[i][j] / count) - (means[i] * means[j]);
        var spreads = Enumerable.Range(0, inputs).Select(i => Math.Sqrt(Math.Max(Covariance(i, i), 1e-18))).ToArray();
        var matrix = new double[inputs][];
        var right = new double[inputs];
        for (var i = 0; i < inputs; i++)
        {
            matrix[i] = [.. Enumerable.Range(0, i + 1).Select(j => Covariance(i, j) / (spreads[i] * spreads[j]))];
            matrix[i][i] = 1 + shrinkage;
            right[i] = Covariance(inputs, i) / spreads[i];
        }

        Cholesky.Solve(matrix, right);
        var weights = right.Select((weight, i) => weight / spreads[i]).ToArray();
        return new LinearModel(means[inputs] - weights.Select((weight, i) => weight * means[i]).Sum(), weights);
    }
}
