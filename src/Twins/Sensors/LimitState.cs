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
        var isHighHigh = state == LimitState.HighHigh;
        var isHigh = isHighHigh || state == LimitState.High;
        var isLowLow = state == LimitState.LowLow;
        var isLow = isLowLow || state == LimitState.Low;
        var back = limits.Hysteresis;
        return limits.HighHigh is { } highHigh && value >= highHigh - (isHighHigh ? back : 0) ? LimitState.HighHigh
            : limits.High is { } high && value >= high - (isHigh ? back : 0) ? LimitState.High
            : limits.LowLow is { } lowLow && value <= lowLow + (isLowLow ? back : 0) ? LimitState.LowLow
            : limits.Low is { } low && value <= low + (isLow ? back : 0) ? LimitState.Low
            : LimitState.Normal;
    }

    /// <summary>Whether a value went further out, or from one side to the other.</summary>
    public static bool IsGraver(LimitState before, LimitState now) => (before, now) switch
    {
        (_, LimitState.Normal) => false,
        (LimitState.HighHigh, LimitState.High) or (LimitState.LowLow, LimitState.Low) => false,
        _ => before != now,
    };

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
