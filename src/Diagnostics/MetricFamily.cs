namespace OrleansTwin.Diagnostics;

public enum MetricKind
{
    Counter = 0,
    Gauge = 1,
    Histogram = 2,
}

/// <summary>
/// All series of one name at one moment, and all that exporters tell about them: Prometheus and OTLP show the same.
/// <paramref name="Unit"/> is a UCUM unit (<c>s</c>, <c>By</c>, <c>{message}</c>); names end in it where it is one of seconds or
/// bytes.
/// </summary>
public sealed record MetricFamily(
    MetricLayer Layer, MetricKind Kind, string Name, string Unit, string Help, IReadOnlyList<MetricPoint> Points);

/// <summary>One series. A histogram has <paramref name="Latency"/> in place of a value.</summary>
public sealed record MetricPoint(IReadOnlyList<MetricLabel> Labels, double Value, LatencyHistogram? Latency = null)
{
    public MetricPoint(string label, string labelValue, double value)
        : this([new MetricLabel(label, labelValue)], value)
    {
    }

    public MetricPoint(string label, string labelValue, LatencyHistogram latency)
        : this([new MetricLabel(label, labelValue)], 0, latency)
    {
    }
}

public readonly record struct MetricLabel(string Name, string Value);
