namespace OrleansTwin.Twins.Model;

/// <summary>
/// A unit as plant files write it: value in the dimension's base unit = value · <paramref name="Factor"/> + <paramref
/// name="Offset"/>.
/// </summary>
public sealed record Unit(string Symbol, Dimension Dimension, double Factor, double Offset = 0)
{
    public LinearConversion To(Unit target) =>
        this == target ? LinearConversion.None : new(Factor / target.Factor, (Offset - target.Offset) / target.Factor);
}
