using OrleansTwin.Ingest.Mqtt;
using OrleansTwin.Ingest.Tests.Brokers;

namespace OrleansTwin.Ingest.Tests.Fuzz;

/// <summary>
/// Uses a client in every way at once: takes and acknowledges, publishes with each QoS, subscribes and unsubscribes.
/// </summary>
internal sealed class BusyApplication : IAsyncDisposable
{
    private readonly MqttClient _client;
    private readonly Task[] _loops;

    public BusyApplication(MqttClient client)
    {
        _client = client;
        client.Start();
        _loops = [Task.Run(TakeAsync), Task.Run(PublishAsync), Task.Run(SubscribeAsync)];
    }

    /// <summary>Stops the client, and ends when all that used it has seen that.</summary>
    public async ValueTask DisposeAsync()
    {
        await _client.DisconnectAsync();
        await Wait.For("the end of what used the client", Task.WhenAll(_loops));
    }

    private async Task TakeAsync()
    {
        var held = new List<MqttMessage>();
        var taken = new MqttMessage[16];
        while (await _client.ReceiveAsync(taken) is > 0 and var count)
        {
            held.AddRange(taken.AsSpan(0, count));
            for (int keep = held.Count % 3; held.Count > keep; held.RemoveAt(held.Count / 2))
                _client.Acknowledge(held[held.Count / 2]);
        }
        foreach (MqttMessage message in held)
            _client.Acknowledge(message);
    }

    private async Task PublishAsync()
    {
        for (int at = 0; _client.State != MqttState.Stopped; at++)
            await Try(() => _client.PostAsync(new[] { new MqttPublish("out", new byte[8], (MqttQos)(at % 3)) }).AsTask());
    }

    private async Task SubscribeAsync()
    {
        while (_client.State != MqttState.Stopped)
        {
            await Try(() => _client.SubscribeAsync([new("in/#", MqttQos.AtLeastOnce), new("in/+", MqttQos.ExactlyOnce)]));
            await Try(() => _client.UnsubscribeAsync(["in/+"]));
        }
    }

    private static async Task Try(Func<Task> use)
    {
        try
        {
            await use();
        }
        catch (MqttException)
        {
            // The connection ended meanwhile; the next one may answer.
        }
    }
}
