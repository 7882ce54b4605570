namespace OrleansTwin.Twins.Learning;

/// <summary>A leaf while its tree is grown: where its rows stand, and what dividing it would gain.</summary>
internal sealed class GrowingLeaf(int node, int start, int count, int depth, GradientSum sum, Bounds bounds)
{
    private readonly Lock _gate = new();
    private Split _offered = Split.None;

    public int Node => node;

    public int Start => start;

    public int Count => count;

    public int Depth => depth;

    public GradientSum Sum => sum;

    public Bounds Bounds => bounds;

    public GradientSum[] Histogram { get; set; } = [];

    public Split Best { get; private set; } = Split.None;

    /// <summary>Takes the best split of a column, in any order: of two that gain the same, the first column's counts.</summary>
    public void Offer(Split split)
    {
        lock (_gate)
        {
            if (split.Gain > _offered.Gain || (split.Gain == _offered.Gain && split.Column < _offered.Column))
                _offered = split;
        }
    }

    public void TakeBest() => Best = _offered;
}

/// <summary>A finished tree's leaf and its rows.</summary>
internal readonly record struct GrownLeaf(int Node, Bounds Bounds, ArraySegment<int> Rows);

/// <summary>A finished tree; its leaves' rows are valid until the next one is grown.</summary>
internal sealed record GrownTree(GrowingTree Tree, IReadOnlyList<GrownLeaf> Leaves);
