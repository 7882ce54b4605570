using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;
using OrleansTwin.Twins.Sensors;

namespace OrleansTwin.Api.Hosting;

/// <summary>
/// A sensor now. Value in <paramref name="Unit"/>, null for text and before the first sample; <paramref name="RatePerS"/> in the
/// unit per second.
/// </summary>
public sealed record SensorView(
    ValueKind ValueKind,
    string Unit,
    double? Value,
    string? Text,
    double? RawValue,
    DateTimeOffset? SourceTime,
    DateTimeOffset? ReceiveTime,
    Quality? Quality,
    bool IsStale,
    double? RatePerS,
    LimitState LimitState,
    LimitsView? Limits,
    WindowStatistics? Window);

/// <summary>
/// Alarm limits in the sensor's unit, null: none; how far back a value must be for an alarm to end, and for how many seconds it
/// must be beyond a limit, or back, to count. Priority 1 is the highest.
/// </summary>
public sealed record LimitsView(
    double? LowLow,
    double? Low,
    double? High,
    double? HighHigh,
    double Hysteresis,
    int Priority,
    double OnDelayS,
    double OffDelayS,
    bool IsLatching);

/// <summary>
/// The sensor's good samples of the last <paramref name="WindowS"/> seconds, in the sensor's unit; null where there are too few.
/// </summary>
public sealed record WindowStatistics(
    double WindowS, long Count, double? Min, double? Max, double? Mean, double? StandardDeviation);
