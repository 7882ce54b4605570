using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Sensors;

/// <summary>
/// Count, extremes and the first two moments of one minute's good values. The moments are summed in fixed point (2⁻²⁰ of the
/// unit), so that they are the same for every order of arrival; values beyond ±2⁴⁰ units are left out of them.
/// </summary>
public record struct WindowStatistics
{
    private const double Scale = 1 << 20;
    private const double ValueMax = 1L << 40;

    private Int128 _sumFixed;
    private Int128 _squareSumFixed;

    /// <summary>The minute's beginning; 0: none yet.</summary>
    public long StartTicks { get; private set; }

    public long Count { get; private set; }

    public double Min { get; private set; }

    public double Max { get; private set; }

    public readonly double? Mean => Count == 0 ? null : (double)_sumFixed / Scale / Count;

    /// <summary>The sample standard deviation s; null below two values.</summary>
    public readonly double? StandardDeviation
    {
        get
        {
            if (Count < 2)
                return null;
            var squares = ((double)_squareSumFixed - ((double)_sumFixed * (double)_sumFixed / Count)) / (Scale * Scale);
            return Math.Sqrt(Math.Max(0, squares / (Count - 1)));
        }
    }

    public static WindowStatistics Begin(long startTicks) =>
        new() { StartTicks = startTicks, Min = double.PositiveInfinity, Max = double.NegativeInfinity };

    public readonly bool Holds(long ticks) => (ulong)(ticks - StartTicks) < Buckets.WidthTicks;

    internal void Add(double value)
    {
        if (Math.Abs(value) > ValueMax)
            return;
        var fixedPoint = (long)Math.Round(value * Scale);
        Count++;
        Min = Math.Min(Min, value);
        Max = Math.Max(Max, value);
        _sumFixed += fixedPoint;
        _squareSumFixed += Math.BigMul(fixedPoint, fixedPoint);
    }

    internal readonly void Save(StateWriter writer)
    {
        writer.WriteInt64(StartTicks);
        writer.WriteInt64(Count);
        writer.WriteDouble(Min);
        writer.WriteDouble(Max);
        writer.WriteInt128(_sumFixed);
        writer.WriteInt128(_squareSumFixed);
    }

    internal static WindowStatistics Load(ref StateReader reader) => new()
    {
        StartTicks = reader.ReadInt64(),
        Count = reader.ReadInt64(),
        Min = reader.ReadDouble(),
        Max = reader.ReadDouble(),
        _sumFixed = reader.ReadInt128(),
        _squareSumFixed = reader.ReadInt128(),
    };
}
