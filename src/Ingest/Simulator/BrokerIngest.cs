using OrleansTwin.Ingest.Mqtt;
using OrleansTwin.Ingest.Sources;

namespace OrleansTwin.Ingest.Simulator;

/// <summary>
/// A broker in the pipeline's place: what a source submits is published. A message counts as committed when it is in the
/// client's in-flight window; flush the
/// client to know that the broker has all. <paramref name="room"/> is asked before each batch with the number of messages
/// published so far, and may wait: a
/// broker that does not hear from its subscriber keeps only so many messages for it.
/// </summary>
public sealed class BrokerIngest(
    MqttClient client, TelemetryEncoder encoder, Func<long, CancellationToken, ValueTask>? room = null) : IIngest
{
    /// <summary>Messages published.</summary>
    public long Published { get; private set; }

    public async ValueTask SubmitAsync(SourceMessage message, CancellationToken cancel)
    {
        var samples = message.Samples ?? throw new NotSupportedException("Only decoded samples can be published.");
        if (room is not null)
            await room(Published, cancel);
        var messages = encoder.Encode(samples.Samples);
        await client.PostAsync(messages, cancel);
        Published += messages.Length;
        message.Acknowledger?.Committed([new SubmissionResult(message.Cookie, samples.Count, 0, 0, Duplicate: false)]);
    }

    /// <summary>Always false: publishing may have to wait.</summary>
    public bool TrySubmit(in SourceMessage message) => false;
}
