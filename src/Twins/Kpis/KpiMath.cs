namespace OrleansTwin.Twins.Kpis;

/// <summary>Ratios formed last, from exact sums.</summary>
internal static class KpiMath
{
    /// <summary>Null where there is nothing to divide by.</summary>
    public static double? Ratio(double? numerator, long divisor) => divisor == 0 ? null : numerator / divisor;

    /// <summary>
    /// Runtime share, effectiveness and quality ratio multiplied. A factor of zero makes zero even where the next factors are
    /// then undefined (a machine that was down all shift has an OEE of 0, not none).
    /// </summary>
    public static double? Index(in KpiInput input, long runtime)
    {
        if (input.Pbt == 0)
            return null;
        if (input.Apt == 0 || input.Pq == 0 || runtime == 0)
            return 0;
        return Ratio(runtime, input.Pbt) * Ratio(input.IdealTime, input.Apt) * Ratio(input.Gq, input.Pq);
    }

    public static double? Seconds(double? ticks) => ticks / TimeSpan.TicksPerSecond;

    public static double? PerHour(double? perTick) => perTick * TimeSpan.TicksPerHour;
}
