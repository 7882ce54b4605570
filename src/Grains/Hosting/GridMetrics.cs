using System.Collections.Concurrent;
using OrleansTwin.Diagnostics;

namespace OrleansTwin.Grains.Hosting;

/// <summary>
/// The metrics of what runs in this process now: shards and feeds have the same families, which a label tells apart.
/// </summary>
internal sealed class GridMetrics
{
    private readonly ConcurrentDictionary<MetricLabel, Func<IReadOnlyList<MetricFamily>>> _sources = new();

    /// <summary>Adds a source until the answer is disposed.</summary>
    public IDisposable Add(string label, string value, Func<IReadOnlyList<MetricFamily>> read)
    {
        var key = new MetricLabel(label, value);
        _sources[key] = read;
        return new Entry(this, key, read);
    }

    public IReadOnlyList<MetricFamily> Read() =>
    [
        .. _sources.SelectMany(source => source.Value().Select(family => With(source.Key, family)))
            .GroupBy(family => family.Name, StringComparer.Ordinal)
            .Select(same => same.First() with { Points = [.. same.SelectMany(family => family.Points)] }),
    ];

    private static MetricFamily With(MetricLabel label, MetricFamily family) => family with
    {
        Points = [.. family.Points.Select(point => point.Labels.Any(own => own.Name == label.Name)
            ? point
            : point with { Labels = [label, .. point.Labels] })],
    };

    private sealed class Entry(GridMetrics metrics, MetricLabel key, Func<IReadOnlyList<MetricFamily>> read) : IDisposable
    {
        public void Dispose() => metrics._sources.TryRemove(new(key, read));
    }
}
