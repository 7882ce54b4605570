using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Learning;

/// <summary>
/// For how many rows a signal has repeated one value. A sensor that hangs, or a logger that goes on with the last value it had,
/// looks healthier than any: what stands still far longer than it ever did while a model learned is no reading.
/// </summary>
public struct Repetition
{
    /// <summary>No limit is known.</summary>
    public const int NoLimit = int.MaxValue;

    /// <summary>Longer than ever seen, by this factor and so many rows: the longest is one of few.</summary>
    private const int Factor = 3;
    private const int Rows = 10;

    /// <summary>Closer than this share, values are one: means of more or fewer equal values differ in the last digits.</summary>
    private const double Tolerance = 1e-9;

    private double _value;

    /// <summary>Rows since the value came.</summary>
    public int Length { get; private set; }

    /// <summary>For how many rows a signal may repeat one value.</summary>
    /// <param name="longest">For how many it did while a model learned.</param>
    public static int LimitOf(int longest) => longest > (NoLimit - Rows) / Factor ? NoLimit : (Factor * longest) + Rows;

    /// <summary>The longest in rows of one asset.</summary>
    public static int Longest(IEnumerable<double> values)
    {
        var (repetition, longest) = (default(Repetition), 0);
        foreach (var value in values)
        {
            repetition.Push(value);
            longest = Math.Max(longest, repetition.Length);
        }

        return longest;
    }

    /// <summary>The next row's value; one that is missing says nothing.</summary>
    public void Push(double value)
    {
        if (!double.IsFinite(value))
            return;
        var isSame = Length > 0 && Math.Abs(value - _value) <= Tolerance * Math.Abs(_value);
        Length = isSame ? Length + 1 : 1;
        _value = value;
    }

    internal readonly void Write(StateWriter writer)
    {
        writer.WriteDouble(_value);
        writer.WriteCount(Length);
    }

    internal static void WriteLimits(StateWriter writer, ReadOnlySpan<int> limits)
    {
        foreach (var limit in limits)
            writer.WriteCount(limit);
    }

    /// <param name="reader">Behind which they stand.</param>
    /// <param name="count">How many.</param>
    /// <param name="areThere">False: of a layout without them, which lets signals stand still.</param>
    internal static int[] ReadLimits(ref StateReader reader, int count, bool areThere)
    {
        var limits = new int[count];
        for (var i = 0; i < limits.Length; i++)
            limits[i] = areThere ? reader.ReadCount(NoLimit) : NoLimit;
        return limits;
    }

    internal static Repetition Read(ref StateReader reader) =>
        new() { _value = reader.ReadDouble(), Length = reader.ReadCount(NoLimit) };
}
