namespace OrleansTwin.Twins.Learning;

/// <summary>The best division of a leaf by one column: values up to the bin go left.</summary>
internal readonly record struct Split(int Column, int Bin, bool MissingLeft, double Gain, GradientSum Left, GradientSum Right)
{
    public static Split None { get; } = new(-1, 0, false, double.NegativeInfinity, default, default);

    public bool Exists => Column >= 0;
}
