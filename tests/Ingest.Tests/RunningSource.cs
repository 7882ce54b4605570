using OrleansTwin.Ingest.Mqtt;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.Ingest.Tests.Brokers;

namespace OrleansTwin.Ingest.Tests;

/// <summary>An MQTT source at work, with a session that the broker keeps.</summary>
internal sealed class RunningSource : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    private RunningSource(MqttSource source, IIngest ingest)
    {
        Source = source;
        _running = source.RunAsync(ingest, _stop.Token);
    }

    public MqttSource Source { get; }

    public static RunningSource Start(
        MosquittoBroker broker, IIngest ingest, MqttVersion version, params string[] filters) =>
        Start(broker, ingest, version, _ => { }, filters);

    public static RunningSource Start(
        MosquittoBroker broker, IIngest ingest, MqttVersion version, Action<MqttSource> prepare, params string[] filters)
    {
        var options = MqttSourceOptions.FromUrl(broker.Url + "?reconnectMinMs=20", "edge-test", filters);
        options = options with { Client = options.Client with { Version = version }, Qos = MqttQos.ExactlyOnce };
        var source = new MqttSource(options);
        prepare(source);
        return new RunningSource(source, ingest);
    }

    public static async Task<RunningSource> StartAsync(
        MosquittoBroker broker, IIngest ingest, MqttVersion version, params string[] filters)
    {
        var running = Start(broker, ingest, version, filters);
        await running.ConnectedAsync();
        return running;
    }

    public static async Task<RunningSource> StartAsync(MqttSourceOptions options, IIngest ingest)
    {
        var running = new RunningSource(new MqttSource(options), ingest);
        await running.ConnectedAsync();
        return running;
    }

    public static Task<RunningSource> StartAsync(
        MosquittoBroker broker, PipelineHarness harness, MqttVersion version, params string[] filters) =>
        StartAsync(broker, harness.Pipeline, version, filters);

    public Task ConnectedAsync() => Waiting.Until(() => Source.IsSubscribed, "the broker's answer to the subscription");

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running.Within("the end of the source"));
    }

    /// <summary>Ends without waiting for anything, as a killed process would.</summary>
    public async Task FallAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAny(_running).Within("the end of the fallen source");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAny(_running).Within("the end of the source");
        await Source.DisposeAsync();
        _stop.Dispose();
    }
}
