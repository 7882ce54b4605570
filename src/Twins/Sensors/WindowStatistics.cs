using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Sensors;

/// <summary>
/// Count, extremes and the first two moments of one minute's good values. The moments are summed in fixed point (2⁻²⁰ of the
/// unit), so that they are the same for every order of arrival; values beyond ±2⁴⁰ units are left out of them.
/// </summary>
public readonly record struct WindowStatistics(
    long StartTicks, long Count, double Min, double Max, Int128 SumFixed, Int128 SquareSumFixed)
{
    private const double Scale = 1 << 20;
    private const double ValueMax = 1L << 40;

    public static WindowStatistics Begin(long startTicks) =>
        new(startTicks, 0, double.PositiveInfinity, double.NegativeInfinity, 0, 0);

    public double? Mean => Count == 0 ? null : (double)SumFixed / Scale / Count;

    /// <summary>The sample standard deviation s; null below two values.</summary>
    public double? StandardDeviation
    {
        get
        {
            if (Count < 2)
                return null;
            var squares = ((double)SquareSumFixed - ((double)SumFixed * (double)SumFixed / Count)) / (Scale * Scale);
            return Math.Sqrt(Math.Max(0, squares / (Count - 1)));
        }
    }

    public WindowStatistics With(double value)
    {
        if (Math.Abs(value) > ValueMax)
            return this;
        var fixedPoint = (Int128)Math.Round(value * Scale);
        return new WindowStatistics(
            StartTicks,
            Count + 1,
            Math.Min(Min, value),
            Math.Max(Max, value),
            SumFixed + fixedPoint,
            SquareSumFixed + (fixedPoint * fixedPoint));
    }

    internal void Save(StateWriter writer)
    {
        writer.WriteInt64(StartTicks);
        writer.WriteInt64(Count);
        writer.WriteDouble(Min);
        writer.WriteDouble(Max);
        writer.WriteInt128(SumFixed);
        writer.WriteInt128(SquareSumFixed);
    }

    internal static WindowStatistics Load(ref StateReader reader) => new(
        reader.ReadInt64(),
        reader.ReadInt64(),
        reader.ReadDouble(),
        reader.ReadDouble(),
        reader.ReadInt128(),
        reader.ReadInt128());
}
