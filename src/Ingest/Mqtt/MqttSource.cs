using System.Threading.Channels;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// Telemetry from an MQTT broker. Every message goes to the pipeline in order of receipt and is acknowledged to the broker when
/// the journal has it: what was not committed when a process fell comes again.
/// </summary>
public sealed class MqttSource : ISource, IAcknowledger, IAsyncDisposable
{
    private readonly MqttSourceOptions _options;
    private readonly TimeProvider _time;
    private readonly InFlightMessages _inFlight = new();
    private readonly Channel<IReadOnlyList<string>> _filters = Channel.CreateBounded<IReadOnlyList<string>>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    private volatile MqttClient? _client;
    private volatile string? _refused;
    private volatile IReadOnlyList<string> _former = [];
    private long _lastTicks;
    private long _bytes;
    private long _retainedSkipped;
    private volatile bool _hasEnded;

    /// <exception cref="MqttException">A topic filter is not valid.</exception>
    public MqttSource(MqttSourceOptions options, TimeProvider? time = null)
    {
        (_options, _time) = (options, time ?? TimeProvider.System);
        if (options.Filters.Count == 0)
            throw new ArgumentException(
                "The MQTT source has no topic filters; expected at least one. Give sensors tags, or list subscriptions.");
        UseFilters(options.Filters);
        Name = options.Name ?? $"mqtt:{options.Client.Host}:{options.Client.Port}";
    }

    public string Name { get; }

    /// <summary>Retained messages that were left out (<see cref="MqttSourceOptions.TakesRetained"/>).</summary>
    public long RetainedSkipped => Interlocked.Read(ref _retainedSkipped);

    /// <summary>Of the client; all zero before <see cref="RunAsync"/>.</summary>
    public MqttCounters Counters => _client?.Counters ?? default;

    /// <summary>The broker has answered the subscription at least once.</summary>
    public bool IsSubscribed => SubscribedFilters.Count > 0;

    /// <summary>The filters that the broker has answered; empty before its first answer.</summary>
    public IReadOnlyList<string> SubscribedFilters { get; private set; } = [];

    public SourceStatus Status
    {
        get
        {
            var counters = Counters;
            return new SourceStatus(Name, "mqtt", StateOf(_client?.State))
            {
                Address = $"{(_options.Client.Tls is null ? "mqtt" : "mqtts")}://{_options.Client.Host}:{_options.Client.Port}",
                Messages = counters.MessagesReceived,
                Bytes = Interlocked.Read(ref _bytes),
                Acknowledged = counters.MessagesAcknowledged,
                Reconnects = Math.Max(0, counters.Connections - 1),
                LastMessageTicks = Interlocked.Read(ref _lastTicks),
                LastError = _refused ?? _client?.LastError?.Message,
            };
        }
    }

    public async Task RunAsync(IIngest ingest, CancellationToken cancel)
    {
        await using var client = _client = new MqttClient(_options.Client, _time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        client.Start();
        var subscribing = SubscribeAsync(client, ending.Token);
        try
        {
            await ReceiveAsync(client, ingest, cancel);
        }
        catch (Exception error) when (error is OperationCanceledException or PipelineStoppedException)
        {
            await _inFlight.EmptyAsync(_options.FarewellMax, _time);
            cancel.ThrowIfCancellationRequested();
            throw;
        }
        finally
        {
            await ending.CancelAsync();
            await subscribing;
            _hasEnded = true;
        }
    }

    /// <summary>Subscribes to what this version of the plant needs, and ends what it no longer does.</summary>
    public void UsePlant(Plant plant)
    {
        if (MqttFilters.Of(plant) is { Count: > 0 } filters)
            UseFilters(filters);
    }

    /// <summary>
    /// A session that the broker kept holds the filters of the former version; nothing tells them but that version. Those that
    /// are not wanted any more are ended with the first subscription.
    /// </summary>
    public void LeavePlant(Plant former) => _former = MqttFilters.Of(former);

    public void Committed(ReadOnlySpan<SubmissionResult> results) => _inFlight.Complete(results.Length, _client!);

    public void Abandoned(ReadOnlySpan<long> cookies) => _inFlight.Abandon(cookies.Length);

    /// <summary>Ends the connection, if <see cref="RunAsync"/> has not done so.</summary>
    public ValueTask DisposeAsync() => _client?.DisposeAsync() ?? default;

    private async Task ReceiveAsync(MqttClient client, IIngest ingest, CancellationToken cancel)
    {
        var received = new MqttMessage[1024];
        while (await client.ReceiveAsync(received, cancel) is > 0 and var count)
        {
            Interlocked.Exchange(ref _lastTicks, received[count - 1].ReceivedTicks);
            for (var i = 0; i < count; i++)
                await HandOverAsync(received[i], client, ingest, cancel);
        }
    }

    private async ValueTask HandOverAsync(MqttMessage message, MqttClient client, IIngest ingest, CancellationToken cancel)
    {
        Interlocked.Add(ref _bytes, message.Payload.Length);
        if (message.Retain && !_options.TakesRetained)
        {
            Interlocked.Increment(ref _retainedSkipped);
            client.Acknowledge(message);
            return;
        }
        _inFlight.Add(message);
        try
        {
            await ingest.SubmitAsync(ToSourceMessage(message), cancel);
        }
        catch
        {
            _inFlight.NewestWasNotSubmitted();
            throw;
        }
    }

    private SourceMessage ToSourceMessage(in MqttMessage message) => new()
    {
        Source = Name,
        Topic = message.Topic,
        Payload = message.Payload,
        ReceiveTicks = message.ReceivedTicks,
        PacketId = message.PacketId,
        MayBeRepeated = message.Duplicate,
        Acknowledger = this,
    };

    private void UseFilters(IReadOnlyList<string> filters)
    {
        foreach (var filter in filters)
            MqttTopic.CheckFilter(filter);
        _filters.Writer.TryWrite(filters);
    }

    private async Task SubscribeAsync(MqttClient client, CancellationToken cancel)
    {
        IReadOnlyList<string> held = [], inSession = _former;
        try
        {
            await foreach (var filters in _filters.Reader.ReadAllAsync(cancel))
            {
                while (!await TrySubscribeAsync(client, held, inSession, filters, cancel))
                    await Task.Delay(TimeSpan.FromSeconds(1), _time, cancel);
                held = inSession = filters;
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    // False where the connection ended before the broker's answer. What the broker refuses is said in the status.
    private async Task<bool> TrySubscribeAsync(
        MqttClient client,
        IReadOnlyList<string> held,
        IReadOnlyList<string> inSession,
        IReadOnlyList<string> filters,
        CancellationToken cancel)
    {
        var wanted = filters.Except(held, StringComparer.Ordinal)
            .Select(filter =>
                new MqttSubscription(filter, _options.Qos) { RetainHandling = MqttRetainHandling.SendIfNewSubscription })
            .ToArray();
        var unwanted = inSession.Except(filters, StringComparer.Ordinal).ToArray();
        try
        {
            var answers = wanted.Length == 0 ? [] : await client.SubscribeAsync(wanted, cancel);
            if (unwanted.Length > 0)
                await client.UnsubscribeAsync(unwanted, cancel);
            var refused = wanted.Zip(answers)
                .Where(pair => (byte)pair.Second >= 0x80)
                .Select(pair => $"'{pair.First.Filter}' ({pair.Second})")
                .ToList();
            _refused = refused.Count > 0 ? $"The broker refused the subscription of {string.Join(", ", refused)}." : null;
            SubscribedFilters = filters;
            return true;
        }
        catch (MqttException error)
        {
            _refused = error.Message;
            return client.State == MqttState.Stopped;
        }
    }

    private SourceState StateOf(MqttState? state) =>
        _hasEnded ? SourceState.Stopped : state switch
        {
            null or MqttState.Stopped => SourceState.Stopped,
            MqttState.Connected => SourceState.Running,
            _ => SourceState.Connecting,
        };
}
