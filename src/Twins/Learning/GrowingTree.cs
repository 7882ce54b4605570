namespace OrleansTwin.Twins.Learning;

/// <summary>
/// A tree while it is grown: splits by bins, so that the table's rows can be sent down it without their values.
/// </summary>
internal sealed class GrowingTree
{
    private readonly IReadOnlyList<BinnedColumn> _columns;
    private readonly Node[] _nodes;
    private int _count = 1;

    public GrowingTree(IReadOnlyList<BinnedColumn> columns, int leavesMax, double weight)
    {
        _columns = columns;
        _nodes = new Node[(2 * leavesMax) - 1];
        _nodes[0] = Node.Leaf(weight);
    }

    /// <summary>Makes two leaves of one and returns the left one's place; the right one stands behind it.</summary>
    public int Divide(int node, Split split)
    {
        var left = _count;
        _nodes[node] = _nodes[node] with
        {
            Column = (short)split.Column, Bin = (byte)split.Bin, MissingLeft = split.MissingLeft, Left = left,
        };
        _nodes[left] = Node.Leaf(split.Left.Weight);
        _nodes[left + 1] = Node.Leaf(split.Right.Weight);
        _count += 2;
        return left;
    }

    public void SetLeaf(int node, double value) => _nodes[node] = _nodes[node] with { Value = (float)value };

    public void Scale(int node, double factor) => SetLeaf(node, _nodes[node].Value * factor);

    /// <summary>The value of the leaf that a row of the table comes to.</summary>
    public float ValueOf(int row)
    {
        ref readonly var node = ref _nodes[0];
        while (node.Column >= 0)
        {
            var column = _columns[node.Column];
            var bin = column.Bins[row];
            var left = bin == column.MissingBin ? node.MissingLeft : bin <= node.Bin;
            node = ref _nodes[left ? node.Left : node.Left + 1];
        }

        return node.Value;
    }

    /// <summary>Appends the finished tree.</summary>
    public void AppendTo(List<TreeNode> nodes, List<TreeNodeDetail> details)
    {
        for (var i = 0; i < _count; i++)
        {
            var node = _nodes[i];
            nodes.Add(node.Column < 0
                ? TreeNode.Leaf
                : new TreeNode(EdgeOf(node), node.Column, (ushort)(node.Left - i)));
            details.Add(new TreeNodeDetail(node.Value, node.Cover, node.MissingLeft));
        }
    }

    // Behind the last edge lie the missing values only.
    private float EdgeOf(Node node)
    {
        var edges = _columns[node.Column].Edges;
        return node.Bin < edges.Length ? edges[node.Bin] : float.PositiveInfinity;
    }

    private readonly record struct Node(short Column, byte Bin, bool MissingLeft, int Left, float Value, float Cover)
    {
        public static Node Leaf(double weight) => new(Column: -1, 0, false, 0, 0, (float)weight);
    }
}
