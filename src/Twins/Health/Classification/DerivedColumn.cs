namespace OrleansTwin.Twins.Health.Classification;

/// <summary>
/// A quantity that physics makes of two others: a difference of temperatures, torque times speed. Trees divide one column at a
/// time, so a limit of a product would cost them many splits, and they would have to learn it from few failures.
/// </summary>
/// <param name="Name">Its own.</param>
/// <param name="Left">The column before the operator.</param>
/// <param name="Operator">One of + - * /.</param>
/// <param name="Right">The column behind it.</param>
public sealed record DerivedColumn(string Name, string Left, char Operator, string Right)
{
    public const string Operators = "+-*/";

    /// <summary>Values are read as decimals of some six digits; what lies behind those is noise of binary fractions.</summary>
    private const int Digits = 6;

    /// <summary>From <c>name = left * right</c>, with blanks around the operator.</summary>
    /// <exception cref="FormatException">It is none; says what was expected.</exception>
    public static DerivedColumn Parse(string text)
    {
        var sides = text.Split('=', 2, StringSplitOptions.TrimEntries);
        foreach (var sign in sides.Length == 2 ? Operators : "")
        {
            var parts = sides[1].Split($" {sign} ", StringSplitOptions.TrimEntries);
            if (parts.Length == 2 && sides[0].Length > 0 && parts.All(part => part.Length > 0))
                return new DerivedColumn(sides[0], parts[0], sign, parts[1]);
        }

        throw new FormatException(
            $"'{text}' is no derived column; expected 'name = left * right' with one of {Operators} between blanks.");
    }

    /// <summary>NaN where one of both is missing.</summary>
    public float Of(double left, double right) => (float)(Operator switch
    {
        '+' => Rounded(left + right, left, right),
        '-' => Rounded(left - right, left, right),
        '*' => left * right,
        _ => right == 0 ? double.NaN : left / right,
    });

    // 308.6 - 300 and 308.7 - 300.1 are the same difference, and a split between them would be chance.
    private static double Rounded(double value, double left, double right)
    {
        var size = Math.Max(Math.Abs(left), Math.Abs(right));
        if (size == 0 || double.IsNaN(value))
            return value;
        var unit = Math.Pow(10, Math.Ceiling(Math.Log10(size)) - Digits);
        return Math.Round(value / unit) * unit;
    }
}
