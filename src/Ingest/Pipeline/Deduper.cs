using OrleansTwin.Ingest.Sources;

namespace OrleansTwin.Ingest.Pipeline;

/// <summary>
/// Recognises messages that were committed before, or that are on their way in this process. MQTT messages leave a receipt where
/// a value came without source time, and the last of each batch does too, so that the journal knows how far the packet
/// identifiers had come.
/// </summary>
internal sealed class Deduper(IDedupe journal)
{
    private const int RecentMax = 65_536;

    private readonly Dictionary<(string, UInt128), string?> _recent = [];
    private readonly Queue<(string, UInt128)> _recentInOrder = new();
    private readonly RecentPackets _recentPackets = new();
    private readonly Dictionary<string, PacketCursor?> _cursors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (SourceMessage Message, PacketCursor Place)> _lastOfBatch = new(StringComparer.Ordinal);

    /// <summary>Whether the message was taken before; with what it was answered then, where that was kept.</summary>
    public bool IsDuplicate(in SourceMessage message, out string? answer)
    {
        answer = null;
        if (message.Token != 0)
            return IsKnown(message.Source, message.Token, out answer);
        if (message is not { PacketId: not 0, MayBeRepeated: true })
            return false;
        return _recentPackets.IsKnown(message)
            || (CursorOf(message.Source) is { } cursor
                && IsKnown(message.Source, TokenOf(message, cursor.Place(message.PacketId, mayBeRepeated: true)), out _));
    }

    /// <summary>The message was decoded into the batch; <paramref name="isUntimed"/>: a value of it has no source time.</summary>
    public void Took(in SourceMessage message, in SubmissionResult result, bool isUntimed, IngestBatch batch)
    {
        if (message.Token != 0)
            Keep(message, message.Token, batch, AnswerText.Of(result));
        else if (message.PacketId != 0)
            TookPacket(message, isUntimed, batch);
    }

    public void CloseBatch(IngestBatch batch)
    {
        foreach (var (message, place) in _lastOfBatch.Values)
            Keep(message, TokenOf(message, place), batch);
        _lastOfBatch.Clear();
    }

    private void TookPacket(in SourceMessage message, bool isUntimed, IngestBatch batch)
    {
        var cursor = CursorOf(message.Source);
        var place = cursor?.Place(message.PacketId, message.MayBeRepeated) ?? new PacketCursor(1, message.PacketId);
        var isNewest = cursor is not { } last || place.IsAfter(last);
        if (isNewest)
            _cursors[message.Source] = place;
        _recentPackets.Count();
        if (isUntimed)
        {
            Keep(message, TokenOf(message, place), batch);
            _recentPackets.Keep(message);
        }

        if (isUntimed && isNewest)
            _lastOfBatch.Remove(message.Source);
        else if (isNewest)
            _lastOfBatch[message.Source] = (message, place);
    }

    private bool IsKnown(string source, UInt128 token, out string? answer)
    {
        if (_recent.TryGetValue((source, token), out answer))
            return true;
        if (!journal.IsKnown(source, token))
            return false;
        answer = journal.AnswerOf(source, token);
        return true;
    }

    private PacketCursor? CursorOf(string source)
    {
        if (!_cursors.TryGetValue(source, out var cursor))
            _cursors[source] = cursor = journal.Latest(source) is var latest && latest != 0 ? PacketCursor.OfToken(latest) : null;
        return cursor;
    }

    private void Keep(in SourceMessage message, UInt128 token, IngestBatch batch, string? answer = null)
    {
        batch.AddReceipt(new MessageReceipt(message.Source, token, message.ReceiveTicks, answer));
        if (!_recent.TryAdd((message.Source, token), answer))
            return;
        _recentInOrder.Enqueue((message.Source, token));
        if (_recentInOrder.Count > RecentMax)
            _recent.Remove(_recentInOrder.Dequeue());
    }

    private static UInt128 TokenOf(in SourceMessage message, PacketCursor place) =>
        MessageToken.OfPacket(place.Round, place.PacketId, message.Topic ?? "", message.Payload.Span);
}
