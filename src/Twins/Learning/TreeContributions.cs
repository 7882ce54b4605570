namespace OrleansTwin.Twins.Learning;

/// <summary>
/// What each value of a row has added to its estimate: Shapley values over the trees, a value that is left out being
/// averaged by the rows that went either way ("path-dependent TreeSHAP", Lundberg et al. 2020, algorithm 2). With the expected
/// value they sum to the estimate. Allocates nothing.
/// </summary>
public static class TreeContributions
{
    // One path a level, each a part longer than that above it.
    private const int PartsMax = (BoostedTrees.DepthMax + 2) * (BoostedTrees.DepthMax + 3) / 2;

    /// <summary>Sets <paramref name="contributions"/>, one for each column, and returns the expected value.</summary>
    public static double Explain(BoostedTrees trees, ReadOnlySpan<float> row, Span<double> contributions)
    {
        trees.DemandColumns(row.Length);
        trees.DemandColumns(contributions.Length);
        contributions.Clear();
        Span<PathPart> paths = stackalloc PathPart[PartsMax];
        var walk = new Walk(trees, row, contributions);
        foreach (var root in trees.Roots)
            walk.Visit(root, paths, [], new PathPart(Column: -1, 1, 1, 0));
        return trees.ExpectedValue;
    }

    private readonly ref struct Walk(BoostedTrees trees, ReadOnlySpan<float> row, Span<double> contributions)
    {
        private readonly ReadOnlySpan<float> _row = row;
        private readonly Span<double> _contributions = contributions;

        public void Visit(int place, Span<PathPart> free, ReadOnlySpan<PathPart> above, PathPart step)
        {
            var path = free[..(above.Length + 1)];
            above.CopyTo(path);
            TreePath.Extend(path, step);
            var node = trees.Nodes[place];
            if (node.IsLeaf)
            {
                AddLeaf(path, trees.Details[place].Value);
                return;
            }

            var left = place + node.LeftOffset;
            var hot = trees.Next(place, _row);
            var cold = hot == left ? left + 1 : left;
            var (zero, one) = (1.0, 1.0);
            var known = TreePath.Find(path, node.Column);
            var rest = free[path.Length..];
            if (known > 0)
            {
                (zero, one) = (path[known].Zero, path[known].One);
                TreePath.Unwind(path, known);
                path = path[..^1];
            }

            Visit(hot, rest, path, new PathPart(node.Column, zero * Share(hot, place), one, 0));
            Visit(cold, rest, path, new PathPart(node.Column, zero * Share(cold, place), 0, 0));
        }

        private double Share(int child, int parent) => (double)trees.Details[child].Cover / trees.Details[parent].Cover;

        private void AddLeaf(ReadOnlySpan<PathPart> path, double value)
        {
            for (var i = 1; i < path.Length; i++)
                _contributions[path[i].Column] += TreePath.UnwoundSum(path, i) * (path[i].One - path[i].Zero) * value;
        }
    }
}
