using System.Text;
using OrleansTwin.Ingest.Mqtt;
using OrleansTwin.Ingest.Tests.Brokers;

namespace OrleansTwin.Ingest.Tests.Mqtt;

/// <summary>A message copied out of the client's memory.</summary>
internal sealed record Received(
    string Topic, string Text, MqttQos Qos, bool Retain, bool Duplicate, ushort PacketId, MqttMessage Raw);

/// <summary>Takes messages from a client as an application would.</summary>
internal static class Inbox
{
    /// <summary>Takes a number of messages and acknowledges each batch as it comes.</summary>
    public static Task<Received[]> TakeAsync(MqttClient client, int count) => CollectAsync(client, count, acknowledge: true);

    /// <summary>Takes messages and leaves their acknowledgement to the test.</summary>
    public static Task<Received[]> HoldAsync(MqttClient client, int count) => CollectAsync(client, count, acknowledge: false);

    private static async Task<Received[]> CollectAsync(MqttClient client, int count, bool acknowledge)
    {
        var taken = new List<Received>(count);
        var buffer = new MqttMessage[count];
        using var limit = new CancellationTokenSource(Wait.Limit);
        try
        {
            while (taken.Count < count)
            {
                int got = await client.ReceiveAsync(buffer.AsMemory(0, count - taken.Count), limit.Token);
                Assert.True(got > 0, $"the client stopped after {taken.Count} of {count} messages: {client.LastError?.Message}");
                taken.AddRange(buffer.Take(got).Select(Copy));
                if (acknowledge)
                    client.Acknowledge(buffer.AsSpan(0, got));
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{taken.Count} of {count} messages came within {Wait.Limit.TotalSeconds} s; "
                + $"{client.State}, {client.LastError?.Message}");
        }
        return [.. taken];
    }

    private static Received Copy(MqttMessage message) => new(message.Topic, Encoding.UTF8.GetString(message.Payload.Span),
        message.Qos, message.Retain, message.Duplicate, message.PacketId, message);
}
