using OrleansTwin.Ingest.Mqtt;
using OrleansTwin.Ingest.Simulator;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Proofs;

/// <summary>
/// A QoS 1 publisher. A value is acknowledged when the broker's PUBACK says success: "no matching subscribers" would mean that
/// the broker has thrown it away.
/// </summary>
internal sealed class MqttFeed : IFeed
{
    private const int WindowMax = 200;

    private readonly TelemetryEncoder _encoder = new(new TelemetryRules());
    private readonly MqttClient _client;

    private MqttFeed(MqttClient client) => _client = client;

    public static async Task<MqttFeed> ConnectAsync(string brokerUrl)
    {
        var options = MqttOptions.Parse($"{brokerUrl}?reconnectMinMs=50&reconnectMaxMs=500") with
        {
            ClientId = "proof", CleanStart = false,
        };
        var client = new MqttClient(options);
        await client.ConnectAsync();
        return new MqttFeed(client);
    }

    public async Task SendAsync(IReadOnlyList<SentValue> values, CancellationToken cancellation)
    {
        foreach (var window in values.Chunk(WindowMax))
        {
            var answers = await Task.WhenAll(
                window.Select(value => _client.PublishAsync(MessageOf(value), cancellation).AsTask()));
            var refused = Array.Find(answers, answer => answer != MqttReasonCode.Success);
            if (refused != MqttReasonCode.Success)
                throw new InvalidOperationException(
                    $"The broker answered {refused}; expected success. Does the process's session still exist there?");
        }
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private MqttPublish MessageOf(in SentValue value)
    {
        if (value.AtTicks is not { } at)
            return new MqttPublish(value.Tag, "1"u8.ToArray(), MqttQos.AtLeastOnce);
        var message = _encoder.Encode([new RawSample(value.Tag, at, value.Value, value.Text)]).Span[0];
        return message with { Payload = message.Payload.ToArray() };
    }
}
