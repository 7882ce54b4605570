using OrleansTwin.Ingest.Sources;

namespace OrleansTwin.Ingest.Pipeline;

/// <summary>
/// What was last taken under a packet identifier. Some brokers begin to count anew, or anywhere, while they still send messages
/// again under identifiers of before: those do not stand where <see cref="PacketCursor"/> expects them. Only messages without a
/// time of their own are kept, one for each of the 65,535 identifiers of a source.
/// </summary>
internal sealed class RecentPackets
{
    private readonly Dictionary<(string Source, ushort PacketId), (long Number, UInt128 Content)> _last = [];
    private long _number;

    /// <summary>A message was taken, be it kept here or not.</summary>
    public void Count() => _number++;

    public void Keep(in SourceMessage message) => _last[(message.Source, message.PacketId)] = (_number, ContentOf(message));

    /// <summary>Whether a message that may be repeated is the one that last came under its identifier.</summary>
    public bool IsKnown(in SourceMessage message) =>
        _last.TryGetValue((message.Source, message.PacketId), out var last)
        && _number - last.Number < PacketCursor.RepeatedWithin
        && last.Content == ContentOf(message);

    private static UInt128 ContentOf(in SourceMessage message) =>
        MessageToken.OfPacket(0, message.PacketId, message.Topic ?? "", message.Payload.Span);
}
