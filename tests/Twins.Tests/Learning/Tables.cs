using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Twins.Tests.Learning;

/// <summary>Tables that tests learn from.</summary>
internal static class Tables
{
    public const int Columns = 6;

    /// <summary>
    /// Six columns of chance, 40 rows a group: a curve, an interaction, noise, and every 7th value of column 2 missing.
    /// </summary>
    public static TrainingTable Curve(int rows = 2000, bool yesNo = false, int seed = 5)
    {
        var random = new Random(seed);
        var columns = Enumerable.Range(0, Columns)
            .Select(_ => Enumerable.Range(0, rows).Select(_ => (float)random.NextDouble()).ToArray()).ToArray();
        var targets = new float[rows];
        for (var row = 0; row < rows; row++)
        {
            var value = (8 * Math.Pow(columns[0][row] - 0.5, 2)) + (4 * columns[1][row] * columns[3][row]) + columns[2][row];
            targets[row] = yesNo
                ? value + (0.4 * random.NextDouble()) > 2.5 ? 1 : 0
                : (float)(value + (0.2 * (random.NextDouble() - 0.5)));
            if (row % 7 == 0)
                columns[2][row] = float.NaN;
        }

        return new TrainingTable(columns, targets, [.. Enumerable.Range(0, rows).Select(row => row / 40)]);
    }

    public static float[] Row(TrainingTable table, int row) => [.. table.Columns.Select(column => column[row])];

    /// <summary>The mean of the squared errors.</summary>
    public static double Error(BoostedTrees trees, TrainingTable table) => Enumerable.Range(0, table.Rows)
        .Average(row => Math.Pow(trees.Estimate(Row(table, row)) - table.Targets[row], 2));

    public static void OnThreads(int threads, int count, Action<int> body) =>
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads }, body);
}
