using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Feeds;

namespace OrleansTwin.Runtime.Forwarding;

/// <summary>The grid as the lane of an Edge's journal sees it: one taker.</summary>
/// <param name="client">The way to it.</param>
/// <param name="edge">Who asks, and how it stands.</param>
internal sealed class HttpGrid(GridClient client, Forwarder edge) : IFeedTarget
{
    public int Count => 1;

    public string NameOf(int shard) => client.Name;

    public async Task<int[]> KeysAsync(int shard, IReadOnlyList<string> sensorIds, CancellationToken cancellation)
    {
        var answer = await SendAsync(Message(edge.Feed) with { Names = sensorIds }, cancellation);
        return answer.Keys.Count == sensorIds.Count ? [.. answer.Keys] : throw new InvalidDataException(
            $"The grid gave {answer.Keys.Count} keys of {sensorIds.Count} sensors.");
    }

    public async Task<long> PositionAsync(int shard, string feed, CancellationToken cancellation) =>
        (await SendAsync(Message(feed), cancellation)).Position;

    public async Task<long> TakeAsync(int shard, FeedBatch batch, CancellationToken cancellation)
    {
        var message = Message(batch.Feed) with { From = batch.From, To = batch.To, Samples = batch.Samples };
        return (await SendAsync(message, cancellation)).Position;
    }

    private ForwardMessage Message(string feed) => new(feed, edge.Report, [], 0, 0, default);

    private Task<ForwardReceipt> SendAsync(ForwardMessage message, CancellationToken cancellation) =>
        client.SendAsync(message.Pack(), ForwardMessage.ContentType, cancellation);
}
