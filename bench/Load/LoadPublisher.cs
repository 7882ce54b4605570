using System.Diagnostics;
using OrleansTwin.Ingest.Mqtt;

namespace OrleansTwin.Bench.Load;

/// <summary>
/// Publishes the messages of a plant in turn, each with its source time, QoS 1. The schedule is open: it
/// does not wait for anybody, so what comes late is late. The source time is that of handing the message to the client.
/// </summary>
internal sealed class LoadPublisher : IAsyncDisposable
{
    /// <summary>A rate beyond what any broker takes.</summary>
    public const double Unlimited = 1e9;

    private const int BatchMax = 2048;
    private const int BytesPerSample = 96;

    private readonly MqttClient _client;
    private readonly LoadPlant _plant;
    private readonly string[] _topics;
    private readonly byte[][] _buffers;
    private readonly MqttPublish[] _batch = new MqttPublish[BatchMax];

    private LoadPublisher(MqttClient client, LoadPlant plant)
    {
        (_client, _plant) = (client, plant);
        _topics = [.. plant.Topics];
        _buffers = [.. Enumerable.Range(0, BatchMax).Select(_ => new byte[BytesPerSample * plant.SamplesPerMessage])];
    }

    /// <summary>Messages handed to the client so far.</summary>
    public long Published { get; private set; }

    public static async Task<LoadPublisher> ConnectAsync(string url, LoadPlant plant, int inFlightMax = 8192)
    {
        var client = new MqttClient(MqttOptions.Parse(url) with { ClientId = "bench-publisher", InFlightMax = inFlightMax });
        await client.ConnectAsync();
        return new LoadPublisher(client, plant);
    }

    /// <summary>A message that belongs to no sensor: the one that comes in first tells that the plant has subscribed.</summary>
    public async Task ProbeAsync()
    {
        await _client.PublishAsync(new MqttPublish($"{LoadPlant.Root}/probe", "0"u8.ToArray(), MqttQos.AtLeastOnce));
        await Task.Delay(50);
    }

    /// <summary>Publishes at a rate, or as fast as the broker takes it where that is slower.</summary>
    public async Task RunAsync(
        double messagesPerS, TimeSpan duration, CancellationToken cancellation, long messagesMax = long.MaxValue)
    {
        var (watch, begun) = (Stopwatch.StartNew(), Published);
        while (watch.Elapsed < duration && Published - begun < messagesMax && !cancellation.IsCancellationRequested)
        {
            var scheduled = (long)Math.Min(watch.Elapsed.TotalSeconds * messagesPerS, messagesMax);
            var due = begun + scheduled - Published;

            // A timer of the runtime would come every few milliseconds, and the messages in bursts.
            if (due <= 0)
                Thread.Sleep(1);
            else
                await PostAsync((int)Math.Min(due, BatchMax), cancellation);
        }

        await _client.FlushAsync(cancellation);
    }

    public async ValueTask DisposeAsync() => await _client.DisposeAsync();

    private async ValueTask PostAsync(int count, CancellationToken cancellation)
    {
        var time = DateTime.UtcNow.ToString("O");
        for (var i = 0; i < count; i++)
        {
            var (n, topic) = Math.DivRem(Published + i, _topics.Length);
            var length = _plant.Write((int)topic, n, time, _buffers[i]);
            _batch[i] = new MqttPublish(_topics[topic], _buffers[i].AsMemory(0, length), MqttQos.AtLeastOnce);
        }

        await _client.PostAsync(_batch.AsMemory(0, count), cancellation);
        Published += count;
    }
}
