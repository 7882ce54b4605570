using System.IO.Compression;
using OrleansTwin.Store.Codecs;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Archive;

/// <summary>
/// The archive's form of a stretch of the journal: its batches with their samples in order, bit for bit, without their receipts.
/// Each sample is predicted from the one before it of its sensor; times, numbers and the rest lie in columns of their own, which
/// are compressed together.
/// </summary>
internal static class ArchiveCodec
{
    private const byte Version = 1;
    private const int Quality = 1;
    private const int WindowBits = 20;

    /// <summary>What a block can unpack to, of its own size and at all: damage can't ask for more.</summary>
    private const int RawBytesPerByteMax = 1 << 14;
    private const int RawBytesMax = 1 << 30;

    /// <summary>Adds the block of some batches.</summary>
    /// <param name="writer">Takes it.</param>
    /// <param name="columns">Room to work in, of one block after the other.</param>
    /// <param name="batches">At least one, in order.</param>
    public static void Write(ByteWriter writer, ArchiveColumns columns, IReadOnlyList<JournalEntry> batches)
    {
        columns.Begin(UnitOf(batches));
        foreach (var batch in batches)
            columns.Add(batch.Samples);
        var raw = columns.Join();
        writer.Byte(Version);
        writer.Varint(raw.Length);
        var start = writer.Length;
        var packed = writer.Take(BrotliEncoder.GetMaxCompressedLength(raw.Length));
        if (!BrotliEncoder.TryCompress(raw, packed, out var length, Quality, WindowBits))
            throw new InvalidOperationException($"{raw.Length} bytes don't fit into {packed.Length} when compressed.");
        writer.CutTo(start + length);
    }

    /// <exception cref="StoreCorruptedException">The data is not a block of these sequences.</exception>
    public static List<JournalEntry> Read(ReadOnlySpan<byte> data, long firstSequence, long lastSequence)
    {
        var reader = new ByteReader(data);
        var version = reader.Byte();
        if (version != Version)
            throw new StoreCorruptedException($"An archive block has format {version}; this program reads {Version}.");
        var length = reader.Varint();
        if (length > (ulong)Math.Min(RawBytesMax, data.Length * (long)RawBytesPerByteMax))
            throw new StoreCorruptedException($"An archive block of {data.Length} bytes can't unpack to {length}.");
        var raw = new byte[(int)length];
        if (!BrotliDecoder.TryDecompress(reader.Rest(), raw, out var written) || written != raw.Length)
            throw new StoreCorruptedException($"An archive block of {data.Length} bytes does not unpack to {raw.Length}.");
        var batches = ArchiveRows.Read(raw, firstSequence);
        return batches.Count == lastSequence - firstSequence + 1
            ? batches
            : throw new StoreCorruptedException(
                $"The archive block of batches {firstSequence} to {lastSequence} has {batches.Count} of them.");
    }

    /// <summary>Most sources count milliseconds: then so does the block.</summary>
    private static long UnitOf(IReadOnlyList<JournalEntry> batches)
    {
        foreach (var batch in batches)
        {
            foreach (ref readonly var entry in batch.Samples.AsSpan())
            {
                if (entry.Sample.SourceTicks % TimeSpan.TicksPerMillisecond != 0)
                    return 1;
            }
        }

        return TimeSpan.TicksPerMillisecond;
    }
}
