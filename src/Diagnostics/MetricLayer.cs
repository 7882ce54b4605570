namespace OrleansTwin.Diagnostics;

/// <summary>The part of the program that a metric tells of, as a meter's name; makes that part's families.</summary>
public sealed record MetricLayer(string Name)
{
    public static MetricLayer Ingest { get; } = new("OrleansTwin.Ingest");

    public static MetricLayer Store { get; } = new("OrleansTwin.Store");

    public static MetricLayer Edge { get; } = new("OrleansTwin.Edge");

    public static MetricLayer Feeds { get; } = new("OrleansTwin.Feeds");

    public static MetricLayer Api { get; } = new("OrleansTwin.Api");

    public MetricFamily Counter(string name, string unit, string help, double value) =>
        Counter(name, unit, help, [new MetricPoint([], value)]);

    public MetricFamily Counter(string name, string unit, string help, IEnumerable<MetricPoint> points) =>
        new(this, MetricKind.Counter, name, unit, help, [.. points]);

    public MetricFamily Gauge(string name, string unit, string help, double value) =>
        Gauge(name, unit, help, [new MetricPoint([], value)]);

    public MetricFamily Gauge(string name, string unit, string help, IEnumerable<MetricPoint> points) =>
        new(this, MetricKind.Gauge, name, unit, help, [.. points]);

    /// <summary>A histogram in seconds.</summary>
    public MetricFamily Latency(string name, string help, LatencyHistogram latency) =>
        Latency(name, help, [new MetricPoint([], 0, latency)]);

    public MetricFamily Latency(string name, string help, IEnumerable<MetricPoint> points) =>
        new(this, MetricKind.Histogram, name, "s", help, [.. points]);
}
