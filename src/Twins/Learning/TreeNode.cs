using System.Runtime.CompilerServices;

namespace OrleansTwin.Twins.Learning;

/// <summary>
/// What an estimate needs of a node, in eight bytes. A split sends values up to its threshold to the node that stands so many
/// places behind it, and others to the next one. A leaf sends every value to itself, so that several trees can be walked side by
/// side for as many steps as the deepest of them has.
/// </summary>
internal readonly record struct TreeNode(float Threshold, short Column, ushort LeftOffset)
{
    public const int LeftOffsetMax = ushort.MaxValue;

    public static TreeNode Leaf { get; } = new(float.PositiveInfinity, 0, 0);

    public bool IsLeaf => LeftOffset == 0;

    /// <summary>
    /// How many places behind this node a row without missing values goes on. In arithmetic instead of jumps: which way a row
    /// goes can't be foretold, and a processor that guessed wrong would have lost more time than both ways take.
    /// </summary>
    public int Step(ReadOnlySpan<float> row) => LeftOffset + Unsafe.BitCast<bool, byte>(row[Column] > Threshold);
}

/// <summary>What else there is to a node.</summary>
/// <param name="Value">Of a leaf.</param>
/// <param name="Cover">The weight of the rows that it was grown on.</param>
/// <param name="MissingLeft">Where a split sends missing values.</param>
internal readonly record struct TreeNodeDetail(float Value, float Cover, bool MissingLeft);
