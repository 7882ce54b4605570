using OrleansTwin.Runtime.Feeds;
using OrleansTwin.Store;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Runtime.Forwarding;

/// <summary>How an Edge says that it stands, with everything that it sends.</summary>
/// <param name="BacklogBatches">Durable batches that the grid does not have.</param>
/// <param name="Behind">Since the receipt of the oldest sample that the grid does not have.</param>
/// <param name="MissingBatches">Batches that the grid does not have and never gets from the journal.</param>
internal readonly record struct ForwardReport(long BacklogBatches, TimeSpan Behind, long MissingBatches);

/// <summary>
/// What an Edge sends: who it is and how it stands; sensors that it wants keys of; a part of its feed. Without the latter two it
/// only asks where the grid stands, and says that it lives.
/// </summary>
/// <param name="Feed">The Edge's site, with the mark of its store.</param>
/// <param name="Report">How it stands.</param>
/// <param name="Names">Sensors that it wants the grid's keys of.</param>
/// <param name="From">The first batch; 0: none comes.</param>
/// <param name="To">The last one.</param>
/// <param name="Samples">With the grid's keys.</param>
internal sealed record ForwardMessage(
    string Feed, ForwardReport Report, IReadOnlyList<string> Names, long From, long To, ReadOnlyMemory<SensorSample> Samples)
{
    public const string ContentType = "application/vnd.orleanstwin.forward";

    private const byte Version = 1;

    /// <summary>Packed, as it goes over the wire.</summary>
    public byte[] Pack() => Packing.Pack(writer =>
    {
        writer.Write(Version);
        writer.Write(Feed);
        writer.Write(Report.BacklogBatches);
        writer.Write(Report.Behind.Ticks);
        writer.Write(Report.MissingBatches);
        writer.Write7BitEncodedInt(Names.Count);
        foreach (var name in Names)
            writer.Write(name);
        writer.Write(From);
        writer.Write(To);
        if (From > 0)
            writer.Write(SampleTransfer.Write(Samples));
    });

    /// <summary>What a stranger has sent.</summary>
    /// <exception cref="InvalidDataException">It is none of ours, or larger than is allowed; says what was found.</exception>
    public static ForwardMessage Unpack(ReadOnlyMemory<byte> packed, int unpackedBytesMax)
    {
        var bytes = Packing.Unpack(packed, unpackedBytesMax);
        using var reader = new BinaryReader(new MemoryStream(bytes, writable: false));
        try
        {
            if (reader.ReadByte() is var version && version != Version)
                throw new InvalidDataException($"It has form {version}; this program reads {Version}.");
            var feed = reader.ReadString();
            var report = new ForwardReport(Count(reader), TimeSpan.FromTicks(Count(reader)), Count(reader));
            var names = ReadNames(reader, bytes.Length);
            var (from, to) = (reader.ReadInt64(), reader.ReadInt64());
            var samples = from > 0
                ? SampleTransfer.Read(bytes.AsSpan((int)reader.BaseStream.Position), FeedBatch.SamplesMax)
                : [];
            return new ForwardMessage(feed, report, names, from, to, samples);
        }
        catch (Exception broken) when (broken is EndOfStreamException or FormatException or StoreCorruptedException)
        {
            throw new InvalidDataException(broken.Message, broken);
        }
    }

    private static long Count(BinaryReader reader) => Math.Max(0, reader.ReadInt64());

    private static string[] ReadNames(BinaryReader reader, int bytes)
    {
        var count = reader.Read7BitEncodedInt();
        if (count < 0 || count > Math.Min(bytes, FeedBatch.SamplesMax))
            throw new InvalidDataException($"It asks for the keys of {count} sensors; at most {FeedBatch.SamplesMax} at a time.");
        var names = new string[count];
        for (var i = 0; i < count; i++)
            names[i] = reader.ReadString();
        return names;
    }
}
