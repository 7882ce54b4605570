using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Sensors;

/// <summary>Where a value stands among its alarm limits.</summary>
public enum LimitState : byte
{
    Normal = 0,
    Low = 1,
    LowLow = 2,
    High = 3,
    HighHigh = 4,
}

/// <summary>
/// Limit states with hysteresis (ISA-18.2): a limit is crossed at its value and left only when the value is back by the
/// hysteresis.
/// </summary>
public static class Limits
{
    public static LimitState Next(LimitState state, AlarmLimits limits, double value)
    {
        double Back(bool isActive) => isActive ? limits.Hysteresis : 0;
        var isHighHigh = state == LimitState.HighHigh;
        var isHigh = isHighHigh || state == LimitState.High;
        var isLowLow = state == LimitState.LowLow;
        var isLow = isLowLow || state == LimitState.Low;
        return value >= limits.HighHigh - Back(isHighHigh) ? LimitState.HighHigh
            : value >= limits.High - Back(isHigh) ? LimitState.High
            : value <= limits.LowLow + Back(isLowLow) ? LimitState.LowLow
            : value <= limits.Low + Back(isLow) ? LimitState.Low
            : LimitState.Normal;
    }

    /// <summary>The limit that a state has crossed; null for normal.</summary>
    public static double? CrossedBy(LimitState state, AlarmLimits limits) =>
        state switch
        {
            LimitState.HighHigh => limits.HighHigh,
            LimitState.High => limits.High,
            LimitState.LowLow => limits.LowLow,
            LimitState.Low => limits.Low,
            _ => null,
        };
}
