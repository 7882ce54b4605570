using OrleansTwin.Ingest.Mqtt;
using OrleansTwin.Ingest.Recordings;
using OrleansTwin.Ingest.Simulator;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Edge.Commands;

/// <summary>The way of a replay through a broker: published by one client, taken back by the MQTT source.</summary>
internal static class ReplayBroker
{
    /// <summary>
    /// Messages that may be on their way through the broker: brokers drop what a slow subscriber leaves lying (mosquitto:
    /// beyond 1,000).
    /// </summary>
    private const int AheadMax = 500;

    /// <summary>How long nothing may come back before the replay gives up.</summary>
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(2);

    /// <exception cref="FormatException">The URL is wrong.</exception>
    public static MqttSource Source(string url, Plant plant)
    {
        var client = MqttOptions.Parse(url) with { ClientId = "", CleanStart = true };
        return new MqttSource(new MqttSourceOptions { Client = client, Filters = MqttFilters.Of(plant), TakesRetained = false });
    }

    /// <summary>Plays a data set to the broker and waits until all of it has come back and is committed.</summary>
    /// <exception cref="MqttException">The broker can't be reached, refuses, or loses messages.</exception>
    public static async Task PlayAsync(
        RecordedDataset dataset, string url, Plant plant, MqttSource back, CancellationToken cancellation)
    {
        await using var client = new MqttClient(MqttOptions.Parse(url) with { ClientId = "", CleanStart = true });
        await client.ConnectAsync(cancellation);
        await UntilAsync(
            () => back.IsSubscribed, () => 0, () => back.Status.LastError ?? "it did not answer the subscription", cancellation);
        var encoder = new TelemetryEncoder(plant.Telemetry);
        var broker = new BrokerIngest(client, encoder, (published, cancel) => RoomAsync(back, published, cancel));
        await dataset.RunAsync(broker, cancellation);
        await client.FlushAsync(cancellation);
        await ReturnAsync(back, broker.Published, cancellation);
    }

    private static async ValueTask RoomAsync(MqttSource back, long published, CancellationToken cancellation) =>
        await ReturnAsync(back, published - AheadMax, cancellation);

    private static Task ReturnAsync(MqttSource back, long count, CancellationToken cancellation) => UntilAsync(
        () => back.Status.Acknowledged >= count,
        () => back.Status.Acknowledged,
        () => $"{back.Status.Acknowledged:N0} of {count:N0} messages came back",
        cancellation);

    // The counters of a client announce no change, so they are looked at.
    private static async Task UntilAsync(
        Func<bool> isReached, Func<long> progress, Func<string> shortfall, CancellationToken cancellation)
    {
        var (last, since) = (progress(), TimeProvider.System.GetTimestamp());
        while (!isReached())
        {
            await Task.Delay(Look, cancellation);
            if (progress() != last)
                (last, since) = (progress(), TimeProvider.System.GetTimestamp());
            else if (TimeProvider.System.GetElapsedTime(since) > SilenceMax)
                throw new CommandException(
                    ExitCode.Failed, $"The broker was silent for {SilenceMax.TotalSeconds:F0} s: {shortfall()}.");
        }
    }
}
