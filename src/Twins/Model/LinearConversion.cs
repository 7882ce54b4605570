namespace OrleansTwin.Twins.Model;

/// <summary>Takes a value in one unit to another unit of the same dimension: value · factor + offset.</summary>
public readonly record struct LinearConversion(double Factor, double Offset)
{
    public static LinearConversion None => new(1, 0);

    public bool IsNone => this == None;

    public double Apply(double value) => (value * Factor) + Offset;
}
