using System.Runtime.InteropServices;
using OrleansTwin.Ingest.Mqtt;
using OrleansTwin.Ingest.Simulator;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Twins.Simulation;

namespace OrleansTwin.Edge.Commands;

/// <summary>A simulation's telemetry on its way to a broker, undisturbed or as over a bad network.</summary>
internal sealed class BrokerPlayer : IAsyncDisposable
{
    private readonly TelemetryEmitter _emitter;
    private readonly MqttClient _client;
    private readonly TelemetryEncoder _encoder;
    private readonly Disturber? _disturber;
    private readonly string?[] _tags;
    private readonly List<Delivery> _deliveries = [];
    private readonly List<RawSample> _samples = [];

    private BrokerPlayer(TelemetryEmitter emitter, SimulationSettings settings, MqttClient client)
    {
        (_emitter, _client, _encoder) = (emitter, client, new TelemetryEncoder(settings.Plant.Telemetry));
        _disturber = settings.IsDisturbed ? new Disturber(settings.Seed) : null;
        _tags = [.. emitter.Sensors.Select(sensor => sensor.Tag)];
    }

    public long Samples { get; private set; }

    public long Messages { get; private set; }

    /// <summary>Sensors without a tag: nobody would know where to publish them.</summary>
    public int Untagged => _tags.Count(tag => tag is null);

    /// <exception cref="CommandException">The plant says nothing about telemetry that could be published.</exception>
    public static BrokerPlayer Create(PlantSimulation simulation, SimulationSettings settings, MqttOptions broker)
    {
        var emitter = new TelemetryEmitter(simulation);
        return emitter.Sensors.Any(sensor => sensor.Tag is not null)
            ? new BrokerPlayer(emitter, settings, new MqttClient(broker))
            : throw new CommandException(
                ExitCode.BadInput, "Nothing can be published: no sensor of the plant has both a 'simulation' section and a tag.");
    }

    /// <exception cref="MqttException">The broker can't be reached or refuses.</exception>
    public Task ConnectAsync(CancellationToken cancellation) => _client.ConnectAsync(cancellation);

    /// <summary>Publishes what is sent up to a moment.</summary>
    public async Task PlayAsync(long untilTicks, CancellationToken cancellation)
    {
        while (Next(untilTicks))
            await PublishAsync(cancellation);
        _disturber?.DeliverUntil(untilTicks, _deliveries);
        await PublishAsync(cancellation);
    }

    /// <summary>Publishes what was held back, and waits until the broker has confirmed everything.</summary>
    public async Task FinishAsync(CancellationToken cancellation)
    {
        _disturber?.DeliverUntil(long.MaxValue, _deliveries);
        await PublishAsync(cancellation);
        await _client.FlushAsync(cancellation);
        if (_client.Counters.PublicationsRefused is > 0 and var refused)
        {
            throw new CommandException(
                ExitCode.Failed, $"The broker refused {refused:N0} messages. May this user publish to the plant's topics?");
        }
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private bool Next(long untilTicks)
    {
        var emitted = _emitter.Next(untilTicks);
        if (_disturber is not null)
            _disturber.Push(emitted, _deliveries);
        else
            foreach (ref readonly var sample in emitted)
                Add(sample);
        return !emitted.IsEmpty;
    }

    private void Add(in EmittedSample sample)
    {
        if (_tags[sample.Sensor] is { } tag)
            _samples.Add(new RawSample(tag, sample.AtTicks, sample.Value, sample.Text));
    }

    private async Task PublishAsync(CancellationToken cancellation)
    {
        foreach (var delivery in _deliveries)
            Add(delivery.Sample);
        _deliveries.Clear();
        var messages = _encoder.Encode(CollectionsMarshal.AsSpan(_samples));
        (Samples, Messages) = (Samples + _samples.Count, Messages + messages.Length);
        _samples.Clear();
        await _client.PostAsync(messages, cancellation);
    }
}
