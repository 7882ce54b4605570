using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Api.Hosting;

/// <summary>Where a value stands within its alarm limits (ISA-18.2).</summary>
public enum LimitState
{
    Normal = 0,
    Low = 1,
    LowLow = 2,
    High = 3,
    HighHigh = 4,
}

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
    AlarmLimits? Limits,
    WindowStatistics? Window);

/// <summary>
/// The sensor's good samples of the last <paramref name="WindowS"/> seconds, in the sensor's unit; null where there are too few.
/// </summary>
public sealed record WindowStatistics(
    double WindowS, long Count, double? Min, double? Max, double? Mean, double? StandardDeviation);
