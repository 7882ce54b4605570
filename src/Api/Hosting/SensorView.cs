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
    AlarmLimits? Limits,
    WindowStatistics? Window);

/// <summary>
/// The sensor's good samples of the last <paramref name="WindowS"/> seconds, in the sensor's unit; null where there are too few.
/// </summary>
public sealed record WindowStatistics(
    double WindowS, long Count, double? Min, double? Max, double? Mean, double? StandardDeviation);
