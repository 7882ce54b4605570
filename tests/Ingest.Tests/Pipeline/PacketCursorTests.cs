using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Ingest.Sources;

namespace OrleansTwin.Ingest.Tests.Pipeline;

public sealed class PacketCursorTests
{
    [Theory]
    [InlineData(5, 5, true, 10)]
    [InlineData(5, 4, true, 10)]
    [InlineData(5, 6, true, 10)]
    [InlineData(3, 65_535, true, 9)]
    [InlineData(65_535, 1, true, 11)]
    [InlineData(5, 6, false, 10)]
    [InlineData(65_535, 1, false, 11)]
    [InlineData(5, 5, false, 11)]
    [InlineData(40_000, 5, false, 11)]
    public void A_message_stands_in_the_round_that_its_identifier_tells(int cursor, int packetId, bool repeated, int round) =>
        Assert.Equal(
            new PacketCursor(
                (uint)round, (ushort)packetId), new PacketCursor(10, (ushort)cursor).Place((ushort)packetId, repeated));

    [Fact]
    public void A_token_tells_its_place()
    {
        var token = MessageToken.OfPacket(uint.MaxValue, 65_535, "topic", "1"u8);
        Assert.Equal(new PacketCursor(uint.MaxValue, 65_535), PacketCursor.OfToken(token));
        Assert.NotEqual(token, MessageToken.OfPacket(uint.MaxValue, 65_535, "topic", "2"u8));
        Assert.NotEqual(token, MessageToken.OfPacket(uint.MaxValue, 65_535, "other", "1"u8));
    }
}
