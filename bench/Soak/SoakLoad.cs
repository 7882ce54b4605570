using System.Diagnostics;
using System.Globalization;
using System.Text;
using OrleansTwin.Ingest.Mqtt;

namespace OrleansTwin.Bench.Soak;

/// <summary>
/// Says something for every sensor ten times a second, spread evenly over the tenth, each value a message of its own. When it
/// can't keep up it says so by <see cref="Published"/>, and does not rush afterwards.
/// </summary>
internal sealed class SoakLoad(string brokerUrl, int sensors)
{
    private const int SlicesPerS = 100;

    private readonly string[] _topics = [.. Enumerable.Range(0, sensors).Select(SoakPlant.TopicOf)];
    private long _published;

    public long Published => Interlocked.Read(ref _published);

    public async Task RunAsync(CancellationToken cancellation)
    {
        await using var client = new MqttClient(MqttOptions.Parse(brokerUrl) with { InFlightMax = 5000 });
        await client.ConnectAsync(cancellation);
        var perSlice = sensors * SoakOptions.HzPerSensor / SlicesPerS;
        var (next, began) = (0, Stopwatch.GetTimestamp());
        try
        {
            for (long slice = 1; ; slice++)
            {
                await client.PostAsync(Messages(ref next, perSlice), cancellation);
                Interlocked.Add(ref _published, perSlice);
                var early = TimeSpan.FromSeconds(slice / (double)SlicesPerS) - Stopwatch.GetElapsedTime(began);
                if (early > TimeSpan.Zero)
                    await Task.Delay(early, cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            await client.FlushAsync(CancellationToken.None);
        }
    }

    private MqttPublish[] Messages(ref int next, int count)
    {
        var messages = new MqttPublish[count];
        var time = DateTime.UtcNow.ToString("O", CultureInfo.InvariantCulture);
        for (var i = 0; i < count; i++)
        {
            var value = 20 + Math.Round(Math.Sin((Environment.TickCount64 * 0.0001) + next), 3);
            var text = string.Create(CultureInfo.InvariantCulture, $$"""{"time":"{{time}}","value":{{value}}}""");
            messages[i] = new MqttPublish(_topics[next], Encoding.UTF8.GetBytes(text), MqttQos.AtLeastOnce);
            next = (next + 1) % _topics.Length;
        }

        return messages;
    }
}
