namespace OrleansTwin.Ingest.Pipeline;

/// <summary>
/// How far an MQTT session's packet identifiers have come. Brokers count them up to 65,535 and around; <see cref="Round"/>
/// counts the rounds, so that the same identifier with the same payload in the next round is another message.
/// </summary>
internal readonly record struct PacketCursor(uint Round, ushort PacketId)
{
    /// <summary>A message that is sent again comes within so many others.</summary>
    public const int RepeatedWithin = Identifiers / 2;

    private const int Identifiers = 65_535;

    public static PacketCursor OfToken(UInt128 token) => new((uint)(token >> 16), (ushort)token);

    /// <summary>
    /// Where the next message stands. One that is sent again is at or shortly before the cursor if it was committed, since
    /// acknowledgements keep their order; one that is not is always after it, even where a broker reuses identifiers early.
    /// </summary>
    public PacketCursor Place(ushort packetId, bool mayBeRepeated)
    {
        var behind = (PacketId - packetId + Identifiers) % Identifiers;
        if (mayBeRepeated && behind < RepeatedWithin)
            return new PacketCursor(packetId <= PacketId ? Round : Round - 1, packetId);
        return new PacketCursor(packetId > PacketId ? Round : Round + 1, packetId);
    }

    /// <summary>Whether this place comes after another.</summary>
    public bool IsAfter(PacketCursor other) =>
        Round != other.Round ? (int)(Round - other.Round) > 0 : PacketId > other.PacketId;
}
