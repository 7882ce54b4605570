using OrleansTwin.Ingest.Sources;

namespace OrleansTwin.Ingest.Pipeline;

/// <summary>
/// Recognises messages that were committed before, or that are on their way in this process. MQTT messages leave a receipt
/// where a value came without source time, and the last of each batch does too, so that the journal knows how far the packet
/// identifiers had come.
/// </summary>
internal sealed class Deduper(IDedupe journal)
{
    private const int RecentMax = 65_536;

    private readonly HashSet<(string, UInt128)> _recent = [];
    private readonly Queue<(string, UInt128)> _recentInOrder = new();
    private readonly Dictionary<string, UInt128> _latest = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SourceMessage> _lastOfBatch = new(StringComparer.Ordinal);

    public bool IsDuplicate(in SourceMessage message)
    {
        if (message.Token != 0)
            return IsKnown(message.Source, message.Token);
        if (message.PacketId == 0 || !message.MayBeRepeated)
            return false;
        var token = TokenOf(message);
        var latest = LatestOf(message.Source);
        return (latest == 0 || MessageToken.IsRecent(token, latest)) && IsKnown(message.Source, token);
    }

    /// <summary>The message was decoded into the batch; <paramref name="isUntimed"/>: a value of it has no source time.</summary>
    public void Took(in SourceMessage message, bool isUntimed, IngestBatch batch)
    {
        if (message.Token != 0)
        {
            Keep(message, message.Token, batch);
        }
        else if (message.PacketId != 0)
        {
            _lastOfBatch[message.Source] = message;
            if (isUntimed)
                Keep(message, TokenOf(message), batch);
        }
    }

    public void CloseBatch(IngestBatch batch)
    {
        foreach (var (source, message) in _lastOfBatch)
            if (LatestOf(source) is var latest && (ushort)latest != message.PacketId)
                Keep(message, TokenOf(message), batch);
        _lastOfBatch.Clear();
    }

    private bool IsKnown(string source, UInt128 token) => _recent.Contains((source, token)) || journal.IsKnown(source, token);

    private UInt128 LatestOf(string source)
    {
        if (!_latest.TryGetValue(source, out var latest))
            _latest[source] = latest = journal.Latest(source);
        return latest;
    }

    private void Keep(in SourceMessage message, UInt128 token, IngestBatch batch)
    {
        batch.AddReceipt(new MessageReceipt(message.Source, token, message.ReceiveTicks));
        if (message.PacketId != 0)
            _latest[message.Source] = token;
        if (!_recent.Add((message.Source, token)))
            return;
        _recentInOrder.Enqueue((message.Source, token));
        if (_recentInOrder.Count > RecentMax)
            _recent.Remove(_recentInOrder.Dequeue());
    }

    private static UInt128 TokenOf(in SourceMessage message) =>
        MessageToken.OfPacket(message.PacketId, message.Topic ?? "", message.Payload.Span);
}
