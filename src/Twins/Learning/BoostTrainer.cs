using OrleansTwin.Twins.Simulation;

namespace OrleansTwin.Twins.Learning;

/// <summary>
/// Gradient boosting (Friedman 2001, stochastic 2002): each tree is grown on the gradients that those before it have left. The
/// same table, options and seed give the same trees to the last bit, on any number of threads.
/// </summary>
public sealed class BoostTrainer
{
    private const int RowsPerCall = 4096;

    private readonly TrainingTable _table;
    private readonly BoostOptions _options;
    private readonly ForEach _forEach;
    private readonly BoostLoss _loss;
    private readonly BinnedColumn[] _columns;
    private readonly RandomStream _random;
    private readonly GradientSum[] _gradients;
    private readonly double[] _estimates;
    private readonly int[] _learning;
    private readonly int[] _validation;

    private BoostTrainer(TrainingTable table, BoostOptions options, ForEach forEach)
    {
        options.Demand(table.Columns.Count);
        (_table, _options, _forEach) = (table, options, forEach);
        _loss = new BoostLoss(table, options);
        _random = new RandomStream(options.Seed);
        var binWeights = BinWeights(table, options);
        _columns = new BinnedColumn[table.Columns.Count];
        forEach(_columns.Length, column =>
            _columns[column] = new BinnedColumn(table.Columns[column], binWeights, options.BinsMax));
        _gradients = new GradientSum[table.Rows];
        _estimates = new double[table.Rows];
        (_learning, _validation) = Divide(table, options);
    }

    /// <param name="table">What is learned from.</param>
    /// <param name="options">How.</param>
    /// <param name="forEach">The host's threads.</param>
    /// <param name="progress">Told after each tree: how many there are.</param>
    /// <param name="cancellation">Ends between two trees.</param>
    public static BoostedTrees Train(
        TrainingTable table, BoostOptions options, ForEach forEach, Action<int>? progress = null,
        CancellationToken cancellation = default) =>
        new BoostTrainer(table, options, forEach).Train(progress, cancellation);

    private BoostedTrees Train(Action<int>? progress, CancellationToken cancellation)
    {
        var start = _loss.Base(_learning);
        Array.Fill(_estimates, start);
        var grower = new TreeGrower(_columns, _table.Rows, _options, _forEach);
        var (nodes, details, roots) = (new List<TreeNode>(), new List<TreeNodeDetail>(), new List<int>());
        var (best, bestLoss) = (0, _validation.Length == 0 ? double.PositiveInfinity : ValidationLoss());
        for (var tree = 0; tree < _options.TreesMax; tree++)
        {
            cancellation.ThrowIfCancellationRequested();
            roots.Add(nodes.Count);
            Add(grower, nodes, details);
            progress?.Invoke(tree + 1);
            if (_validation.Length == 0)
                continue;
            if (ValidationLoss() is var loss && loss < bestLoss)
                (best, bestLoss) = (tree + 1, loss);
            else if (tree + 1 - best >= _options.PatienceTrees)
                break;
        }

        var kept = _validation.Length == 0 ? roots.Count : best;
        var nodesKept = kept < roots.Count ? roots[kept] : nodes.Count;
        return new BoostedTrees(
            _options.Objective, _table.Columns.Count, start, [.. roots.Take(kept)], [.. nodes.Take(nodesKept)],
            [.. details.Take(nodesKept)]);
    }

    private void Add(TreeGrower grower, List<TreeNode> nodes, List<TreeNodeDetail> details)
    {
        InRows(row => _gradients[row] = _loss.Gradient(row, _estimates[row]));
        var grown = grower.Grow(_gradients, Chosen(_learning, _options.RowShare), ChosenColumns());
        _loss.SetLeaves(grown, _estimates);
        foreach (var leaf in grown.Leaves)
            grown.Tree.Scale(leaf.Node, _options.LearningRate);
        InRows(row => _estimates[row] += grown.Tree.ValueOf(row));
        grown.Tree.AppendTo(nodes, details);
    }

    // A rule about rare rows is as sharp as the bins are where such rows are: equally many rows a bin would give those few bins.
    private static float[] BinWeights(TrainingTable table, BoostOptions options)
    {
        var weights = new float[table.Rows];
        Array.Fill(weights, 1);
        var yes = table.Targets.Count(target => target > 0.5f);
        var (rare, isRareYes) = yes <= table.Rows - yes ? (yes, true) : (table.Rows - yes, false);
        if (options.RareBinShare == 0 || rare == 0)
            return weights;
        var others = table.Rows - rare;
        var weight = (float)(options.RareBinShare / (1 - options.RareBinShare) * others / rare);
        for (var row = 0; row < weights.Length; row++)
        {
            if (table.Targets[row] > 0.5f == isRareYes)
                weights[row] = Math.Max(1, weight);
        }

        return weights;
    }

    private int[] ChosenColumns() => Chosen([.. Enumerable.Range(0, _columns.Length)], _options.ColumnShare);

    // At least one is chosen, so that a small table still has trees.
    private int[] Chosen(int[] all, double share)
    {
        if (share >= 1)
            return all;
        var chosen = Array.FindAll(all, _ => _random.Uniform() < share);
        return chosen.Length > 0 ? chosen : [all[(int)(_random.Uniform() * all.Length)]];
    }

    private double ValidationLoss()
    {
        var sum = 0.0;
        foreach (var row in _validation)
            sum += _loss.Loss(row, _estimates[row]);
        return sum;
    }

    private void InRows(Action<int> body) => _forEach((_table.Rows + RowsPerCall - 1) / RowsPerCall, block =>
    {
        var end = Math.Min(_table.Rows, (block + 1) * RowsPerCall);
        for (var row = block * RowsPerCall; row < end; row++)
            body(row);
    });

    private static (int[] Learning, int[] Validation) Divide(TrainingTable table, BoostOptions options)
    {
        var rows = Enumerable.Range(0, table.Rows);
        if (options.ValidationShare == 0)
            return ([.. rows], []);
        var folds = Math.Max(2, (int)Math.Round(1 / options.ValidationShare));
        var foldOf = GroupFolds.Of(table.Groups, folds, options.Seed);
        return ([.. rows.Where(row => foldOf[row] != 0)], [.. rows.Where(row => foldOf[row] == 0)]);
    }
}
