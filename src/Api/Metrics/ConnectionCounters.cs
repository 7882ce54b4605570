using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using OrleansTwin.Diagnostics;

namespace OrleansTwin.Api.Metrics;

/// <summary>
/// What the server below the gateway did with connections. Only its own meter tells of a client that was too slow with its
/// headers, sent what is no HTTP, or found all places taken: none of these becomes a request.
/// </summary>
internal sealed class ConnectionCounters : IMetricSource, IHostedService, IDisposable
{
    private const string ServerMeter = "Microsoft.AspNetCore.Server.Kestrel";
    private const int ReasonsMax = 32;

    private readonly IMeterFactory _factory;
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _ended = new(StringComparer.Ordinal);
    private long _open;
    private long _refused;

    public ConnectionCounters(IMeterFactory factory)
    {
        _factory = factory;
        _listener.InstrumentPublished = Choose;
        _listener.SetMeasurementEventCallback<long>(Count);
        _listener.SetMeasurementEventCallback<double>(End);
    }

    // Begins with the server and not with the first question, which may come late.
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _listener.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _listener.Dispose();

    public IEnumerable<MetricFamily> Read() =>
    [
        MetricLayer.Api.Gauge(
            "orleanstwin_api_connections", "{connection}", "Open connections.", Interlocked.Read(ref _open)),
        MetricLayer.Api.Counter(
            "orleanstwin_api_connections_refused_total", "{connection}", "Connections closed because all places were taken.",
            Interlocked.Read(ref _refused)),
        MetricLayer.Api.Counter(
            "orleanstwin_api_connections_broken_total", "{connection}",
            "Connections that the server ended for a reason, such as headers or a body that came too slowly.",
            _ended.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => new MetricPoint("reason", pair.Key, pair.Value))),
    ];

    // Another gateway in this process has a factory and a meter of its own.
    private void Choose(Instrument instrument, MeterListener listener)
    {
        if (instrument.Meter.Name == ServerMeter && ReferenceEquals(instrument.Meter.Scope, _factory)
            && instrument.Name is "kestrel.active_connections" or "kestrel.rejected_connections" or "kestrel.connection.duration")
        {
            listener.EnableMeasurementEvents(instrument);
        }
    }

    private void Count(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        if (instrument.Name == "kestrel.active_connections")
            Interlocked.Add(ref _open, value);
        else
            Interlocked.Add(ref _refused, value);
    }

    private void End(Instrument instrument, double seconds, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        foreach (var tag in tags)
        {
            if (tag is { Key: "error.type", Value: string reason } && (_ended.Count < ReasonsMax || _ended.ContainsKey(reason)))
                _ended.AddOrUpdate(reason, 1, static (_, count) => count + 1);
        }
    }
}
