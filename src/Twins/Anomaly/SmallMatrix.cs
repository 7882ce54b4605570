using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace OrleansTwin.Twins.Anomaly;

/// <summary>Symmetric matrices by their eigenvectors, so that what is nearly singular stays bounded.</summary>
internal static class SmallMatrix
{
    private const double Least = 1e-9;

    /// <summary>Row by row; directions without weight stay without.</summary>
    public static double[] Inverse(double[] rowMajor, int size)
    {
        var matrix = Matrix<double>.Build.Dense(size, size, (i, j) => rowMajor[(i * size) + j]);
        var inverse = Power(matrix.Evd(Symmetricity.Symmetric), value => value > Least ? 1 / value : 0);
        return [.. Enumerable.Range(0, size * size).Select(place => inverse[place / size, place % size])];
    }

    public static Matrix<double> InverseRoot(Matrix<double> symmetric) =>
        Power(symmetric.Evd(Symmetricity.Symmetric), value => 1 / Math.Sqrt(Math.Max(value, Least)));

    public static Matrix<double> Inverse(Matrix<double> symmetric) =>
        Power(symmetric.Evd(Symmetricity.Symmetric), value => 1 / Math.Max(value, Least));

    /// <summary>Eigenvectors as columns, by falling eigenvalue.</summary>
    public static (double[] Values, Matrix<double> Vectors) Eigen(Matrix<double> symmetric)
    {
        var evd = symmetric.Evd(Symmetricity.Symmetric);
        var order = Enumerable.Range(0, symmetric.RowCount).OrderByDescending(i => evd.EigenValues[i].Real).ToArray();
        return (
            Array.ConvertAll(order, i => evd.EigenValues[i].Real),
            Matrix<double>.Build.DenseOfColumnVectors(order.Select(i => evd.EigenVectors.Column(i))));
    }

    private static Matrix<double> Power(Evd<double> evd, Func<double, double> of)
    {
        var scaled = evd.EigenVectors.Clone();
        for (var column = 0; column < scaled.ColumnCount; column++)
            scaled.SetColumn(column, evd.EigenVectors.Column(column) * of(evd.EigenValues[column].Real));
        return scaled.TransposeAndMultiply(evd.EigenVectors);
    }
}
