namespace OrleansTwin.Twins.Learning;

/// <summary>
/// Boosted trees: an estimate is a start and the value of one leaf of each tree. Immutable, safe to share between threads;
/// estimating allocates nothing.
/// </summary>
public sealed class BoostedTrees
{
    public const int TreesMax = 100_000;
    public const int ColumnsMax = short.MaxValue;
    public const int DepthMax = 32;

    private readonly int[] _roots;
    private readonly TreeNode[] _nodes;
    private readonly float[] _covers;

    internal BoostedTrees(
        BoostObjective objective, int columns, double start, int[] roots, TreeNode[] nodes, float[] covers)
    {
        (Objective, Columns, Start, _roots, _nodes, _covers) = (objective, columns, start, roots, nodes, covers);
        ExpectedValue = start + MeansOfTrees();
    }

    public BoostObjective Objective { get; }

    /// <summary>How many values a row has.</summary>
    public int Columns { get; }

    public double Start { get; }

    /// <summary>The mean estimate of the rows that the trees were grown on.</summary>
    public double ExpectedValue { get; }

    public int Trees => _roots.Length;

    internal ReadOnlySpan<int> Roots => _roots;

    internal ReadOnlySpan<TreeNode> Nodes => _nodes;

    /// <summary>The weight of the rows that each node was grown on.</summary>
    internal ReadOnlySpan<float> Covers => _covers;

    /// <summary>The mean, the quantile or the log-odds for a row. NaN is missing.</summary>
    public double Estimate(ReadOnlySpan<float> row)
    {
        DemandColumns(row.Length);
        var sum = Start;
        var nodes = _nodes;
        foreach (var root in _roots)
        {
            ref readonly var node = ref nodes[root];
            while (!node.IsLeaf)
                node = ref nodes[node.Next(row)];
            sum += node.Value;
        }

        return sum;
    }

    // Children stand behind their parent.
    private double MeansOfTrees()
    {
        var means = new double[_nodes.Length];
        for (var i = _nodes.Length - 1; i >= 0; i--)
        {
            var (node, left) = (_nodes[i], _nodes[i].Left);
            means[i] = node.IsLeaf
                ? node.Value
                : ((means[left] * _covers[left]) + (means[left + 1] * _covers[left + 1])) / _covers[i];
        }

        return _roots.Sum(root => means[root]);
    }

    internal void DemandColumns(int found)
    {
        if (found != Columns)
            throw new ArgumentException($"The row has {found} values; expected {Columns}, as many as the model learned from.");
    }
}
