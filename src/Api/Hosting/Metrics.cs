namespace OrleansTwin.Api.Hosting;

public enum MetricKind
{
    Counter = 0,
    Gauge = 1,
    Histogram = 2,
}

/// <summary>Metrics of one moment.</summary>
public sealed record MetricsSnapshot(IReadOnlyList<MetricFamily> Families);

/// <summary>All series of one name, for example <c>orleanstwin_samples_total</c>. Base units: seconds, bytes.</summary>
public sealed record MetricFamily(string Name, string Help, MetricKind Kind, IReadOnlyList<MetricPoint> Points)
{
    /// <summary>A family of one series without labels.</summary>
    public static MetricFamily Of(string name, string help, MetricKind kind, double value) =>
        new(name, help, kind, [new MetricPoint([], value)]);
}

/// <summary>One series. A histogram has <see cref="Buckets"/>, and its sum as value.</summary>
public sealed record MetricPoint(IReadOnlyList<MetricLabel> Labels, double Value)
{
    /// <summary>
    /// Cumulative counts by rising upper bound; the last bound is infinity and its count the number of observations.
    /// </summary>
    public IReadOnlyList<MetricBucket>? Buckets { get; init; }
}

public readonly record struct MetricLabel(string Name, string Value);

public readonly record struct MetricBucket(double UpperBound, long CumulativeCount);
