using System.Runtime.CompilerServices;

namespace OrleansTwin.Twins.Learning;

/// <summary>
/// A node of a tree in eight bytes, since what an estimate waits for is memory. A split sends values up to its number to the node
/// that stands so many places behind it, and others to the next one. A leaf has its value for a number and sends every row to
/// itself, so that several trees can be walked side by side for as many steps as the deepest of them has.
/// </summary>
internal readonly struct TreeNode
{
    public const int LeftOffsetMax = ushort.MaxValue;

    private readonly short _code;
    private readonly ushort _leftOffset;

    private TreeNode(float number, short code, ushort leftOffset) => (Number, _code, _leftOffset) = (number, code, leftOffset);

    /// <summary>A split's threshold, a leaf's value.</summary>
    public float Number { get; }

    public bool IsLeaf => _leftOffset == 0;

    public int LeftOffset => _leftOffset;

    /// <summary>Whether missing values go left: then the column is kept as its complement.</summary>
    public bool MissingLeft => _code < 0;

    public int Column => _code ^ (_code >> 15);

    public static TreeNode Leaf(float value) => new(value, 0, 0);

    public static TreeNode Split(float threshold, int column, bool missingLeft, int leftOffset) =>
        new(threshold, (short)(missingLeft ? ~column : column), (ushort)leftOffset);

    /// <summary>
    /// How many places behind this node a row goes on: 0 at a leaf. In arithmetic instead of jumps: which way a row goes can't
    /// be foretold, and a processor that guessed wrong would have lost more time than both ways take.
    /// </summary>
    public int Step(ReadOnlySpan<float> row)
    {
        var value = row[Column];
        var isMissing = Bit(float.IsNaN(value)) & (~_code >>> 31);
        var isSplit = -_leftOffset >>> 31;
        return _leftOffset + ((Bit(value > Number) | isMissing) & isSplit);
    }

    private static int Bit(bool value) => Unsafe.BitCast<bool, byte>(value);
}
