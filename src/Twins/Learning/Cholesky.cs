namespace OrleansTwin.Twins.Learning;

/// <summary>Solves symmetric positive definite equations.</summary>
internal static class Cholesky
{
    /// <summary>Puts the solution where the right side was.</summary>
    /// <param name="matrix">The lower triangle, row by row; overwritten by its factor.</param>
    /// <param name="right">The right side.</param>
    public static void Solve(double[][] matrix, double[] right)
    {
        for (var i = 0; i < right.Length; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var rest = matrix[i][j] - Dot(matrix[i], matrix[j], j);
                matrix[i][j] = i == j ? Math.Sqrt(Math.Max(rest, 1e-15)) : rest / matrix[j][j];
            }

            right[i] = (right[i] - Dot(matrix[i], right, i)) / matrix[i][i];
        }

        for (var i = right.Length - 1; i >= 0; i--)
        {
            right[i] /= matrix[i][i];
            for (var j = 0; j < i; j++)
                right[j] -= matrix[i][j] * right[i];
        }
    }

    private static double Dot(double[] a, double[] b, int count)
    {
        var sum = 0.0;
        for (var i = 0; i < count; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
