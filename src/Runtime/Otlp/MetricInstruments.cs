using System.Diagnostics.Metrics;
using OrleansTwin.Diagnostics;

namespace OrleansTwin.Runtime.Otlp;

/// <summary>
/// Instruments of <see cref="System.Diagnostics.Metrics"/> over the metric families that Prometheus text is made of, a meter for
/// each layer: one definition, two exporters. They exist only while somebody collects.
/// </summary>
internal sealed class MetricInstruments : IDisposable
{
    /// <summary>One collection asks for every instrument in turn: all are told from one reading.</summary>
    private static readonly TimeSpan ReadingAge = TimeSpan.FromMilliseconds(250);

    private readonly Func<IReadOnlyList<MetricFamily>> _read;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, Meter> _meters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Histogram<double>> _histograms = new(StringComparer.Ordinal);
    private readonly HashSet<LatencyHistogram> _mirrored = [];
    private readonly Lock _gate = new();
    private Dictionary<string, MetricFamily> _reading = new(StringComparer.Ordinal);
    private long _readAt;

    public MetricInstruments(Func<IReadOnlyList<MetricFamily>> read, TimeProvider time)
    {
        (_read, _time) = (read, time);
        foreach (var family in Refresh().Values)
            Create(family);
        Mirror();
    }

    public static IReadOnlyList<string> MeterNames { get; } =
    [
        MetricLayer.Ingest.Name, MetricLayer.Store.Name, MetricLayer.Edge.Name, MetricLayer.Feeds.Name, MetricLayer.Api.Name,
    ];

    public void Dispose()
    {
        foreach (var latency in _mirrored)
            latency.MirrorTo(null);
        foreach (var meter in _meters.Values)
            meter.Dispose();
    }

    private void Create(MetricFamily family)
    {
        if (!_meters.TryGetValue(family.Layer.Name, out var meter))
            _meters[family.Layer.Name] = meter = new Meter(family.Layer.Name);
        var (name, unit, help) = (family.Name, family.Unit, family.Help);
        if (family.Kind == MetricKind.Counter)
            meter.CreateObservableCounter(name, () => Measure(name), unit, help);
        else if (family.Kind == MetricKind.Gauge)
            meter.CreateObservableGauge(name, () => Measure(name), unit, help);
        else
            _histograms[name] = meter.CreateHistogram<double>(name, unit, help, tags: null, Bounds());
    }

    private static InstrumentAdvice<double> Bounds() => new() { HistogramBucketBoundaries = LatencyReading.ExportedBoundsS };

    private IEnumerable<Measurement<double>> Measure(string name)
    {
        MetricFamily? family;
        lock (_gate)
            family = Refresh().GetValueOrDefault(name);
        return family is null ? [] : family.Points.Select(point => new Measurement<double>(point.Value, Tags(point)));
    }

    private Dictionary<string, MetricFamily> Refresh()
    {
        if (_reading.Count > 0 && _time.GetElapsedTime(_readAt) < ReadingAge)
            return _reading;
        _reading = _read().ToDictionary(family => family.Name, StringComparer.Ordinal);
        _readAt = _time.GetTimestamp();
        Mirror();
        return _reading;
    }

    // Histograms that came since, such as that of an endpoint asked for the first time.
    private void Mirror()
    {
        foreach (var (name, instrument) in _histograms)
        {
            foreach (var point in _reading.GetValueOrDefault(name)?.Points ?? [])
            {
                if (point.Latency is { } latency && _mirrored.Add(latency))
                    latency.MirrorTo(instrument, Tags(point));
            }
        }
    }

    private static KeyValuePair<string, object?>[] Tags(MetricPoint point) =>
        [.. point.Labels.Select(label => new KeyValuePair<string, object?>(label.Name, label.Value))];
}
