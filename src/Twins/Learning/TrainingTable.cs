namespace OrleansTwin.Twins.Learning;

/// <summary>
/// Rows to learn from, by columns. A value that is NaN is missing. Rows of one group (an asset, a batch) are never divided
/// between learning and validation. All rows count alike where no weights are given.
/// </summary>
public sealed class TrainingTable
{
    public TrainingTable(float[][] columns, float[] targets, int[]? groups = null, float[]? weights = null)
    {
        Columns = columns;
        Targets = targets;
        Groups = groups ?? [.. Enumerable.Range(0, targets.Length)];
        Weights = weights ?? [.. Enumerable.Repeat(1f, targets.Length)];
        if (targets.Length == 0 || columns.Length == 0)
        {
            throw new ArgumentException(
                $"The table has {targets.Length} rows and {columns.Length} columns; expected at least one each.");
        }

        for (var i = 0; i < columns.Length; i++)
            DemandRows(columns[i].Length, $"Column {i}");
        DemandRows(Groups.Length, "Groups");
        DemandRows(Weights.Length, "Weights");
        Demand(targets, float.IsFinite, "target", "a finite number; leave rows without a target out");
        Demand(Weights, weight => float.IsFinite(weight) && weight >= 0, "weight", "a finite number, 0 or more");
    }

    public IReadOnlyList<float[]> Columns { get; }

    public float[] Targets { get; }

    public int[] Groups { get; }

    public float[] Weights { get; }

    public int Rows => Targets.Length;

    private void DemandRows(int found, string what)
    {
        if (found != Rows)
            throw new ArgumentException($"{what} has {found} rows; expected {Rows}, as many as there are targets.");
    }

    private static void Demand(float[] values, Predicate<float> holds, string what, string expected)
    {
        var row = Array.FindIndex(values, value => !holds(value));
        if (row >= 0)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"Row {row} has the {what} {values[row]}; expected {expected}."));
        }
    }
}
