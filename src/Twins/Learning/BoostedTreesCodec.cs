using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Learning;

/// <summary>
/// Boosted trees as bytes. What is read is checked, so that no file can send an estimate astray or round in circles.
/// </summary>
public static class BoostedTreesCodec
{
    private const byte Version = 1;
    private const int NodesMax = 1 << 26;

    /// <summary>In place of the column of a split.</summary>
    private const int LeafColumn = -1;

    public static void Write(StateWriter writer, BoostedTrees trees)
    {
        writer.WriteVersion(Version);
        writer.WriteByte((byte)trees.Objective);
        writer.WriteCount(trees.Columns);
        writer.WriteDouble(trees.Start);
        writer.WriteCount(trees.Trees);
        foreach (var root in trees.Roots)
            writer.WriteCount(root);
        writer.WriteCount(trees.Nodes.Length);
        for (var i = 0; i < trees.Nodes.Length; i++)
        {
            var (node, detail) = (trees.Nodes[i], trees.Details[i]);
            writer.WriteInt32(node.IsLeaf ? LeafColumn : node.Column);
            WriteSingle(writer, node.IsLeaf ? detail.Value : node.Threshold);
            WriteSingle(writer, detail.Cover);
            if (node.IsLeaf)
                continue;
            writer.WriteBool(detail.MissingLeft);
            writer.WriteCount(node.LeftOffset);
        }
    }

    /// <exception cref="StateFormatException">The bytes are no trees.</exception>
    public static BoostedTrees Read(ref StateReader reader)
    {
        reader.ReadVersion(Version);
        var objective = (BoostObjective)reader.ReadByte((byte)BoostObjective.LogOdds);
        var columns = reader.ReadCount(BoostedTrees.ColumnsMax);
        var start = reader.ReadDouble();
        var roots = new int[reader.ReadCount(BoostedTrees.TreesMax)];
        for (var i = 0; i < roots.Length; i++)
            roots[i] = reader.ReadCount(NodesMax);
        var count = reader.ReadCount(Math.Min(NodesMax, reader.Remaining));
        var (nodes, details) = (new TreeNode[count], new TreeNodeDetail[count]);
        for (var i = 0; i < count; i++)
            nodes[i] = ReadNode(ref reader, i, columns, details);
        if (Array.Exists(roots, root => root >= count))
            throw new StateFormatException($"A tree begins behind the last of {count} nodes.");
        return new BoostedTrees(objective, columns, start, roots, nodes, details);
    }

    private static TreeNode ReadNode(ref StateReader reader, int place, int columns, TreeNodeDetail[] details)
    {
        var column = reader.ReadInt32();
        var number = ReadSingle(ref reader);
        var cover = ReadSingle(ref reader);
        if (column == LeafColumn)
        {
            details[place] = new TreeNodeDetail(number, cover, MissingLeft: false);
            return TreeNode.Leaf;
        }

        var missingLeft = reader.ReadBool();
        var offset = reader.ReadCount(TreeNode.LeftOffsetMax);
        if (column < 0 || column >= columns || offset == 0 || place + offset + 1 >= details.Length)
        {
            throw new StateFormatException(
                $"Node {place} divides column {column} of {columns} into node {place + offset} of {details.Length}.");
        }

        details[place] = new TreeNodeDetail(Value: 0, cover, missingLeft);
        return new TreeNode(number, (short)column, (ushort)offset);
    }

    private static void WriteSingle(StateWriter writer, float value) =>
        writer.WriteUInt64(BitConverter.SingleToUInt32Bits(value));

    private static float ReadSingle(ref StateReader reader) => BitConverter.UInt32BitsToSingle((uint)reader.ReadUInt64());
}
