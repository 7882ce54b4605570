using System.Runtime.InteropServices;
using OrleansTwin.Store.Codecs;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Tests.Codecs;

/// <summary>Hostile bytes for the reader of chunks, as if a checksum had not been there to stop them.</summary>
public sealed class ChunkFuzzTests
{
    private const int BytesMax = 64 * 1024 * 1024;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Changed_chunks_are_read_or_told_and_ask_for_little_memory(int version)
    {
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var data = version == 1 ? OldChunk() : Chunk(new Seeded(seed % 50).Ordered(1 + (seed % 700)));
            for (var changes = random.Next(1, 6); changes > 0; changes--)
                data[random.Next(1, data.Length)] = (byte)random.Next(256);
            Read(random.Next(4) == 0 ? data[..random.Next(data.Length)] : data, $"seed {seed}");
        }
    }

    [Fact]
    public void Random_bytes_are_told_and_ask_for_little_memory()
    {
        for (var seed = 0; seed < 20_000; seed++)
        {
            var random = new Random(seed);
            var data = new byte[random.Next(0, 200)];
            random.NextBytes(data);
            if (data.Length > 0)
                data[0] = (byte)random.Next(0, 4);
            Read(data, $"seed {seed}");
        }
    }

    private static void Read(byte[] data, string where)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            SampleChunk.Read(data, []);
        }
        catch (StoreCorruptedException)
        {
            // What it should say of most of them.
        }
        catch (Exception other)
        {
            Assert.Fail($"{where}: {other}");
        }

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < BytesMax, $"{where}: much memory");
    }

    private static byte[] Chunk(List<Sample> samples)
    {
        var writer = new ByteWriter();
        SampleChunk.Write(writer, CollectionsMarshal.AsSpan(samples));
        return writer.Written.ToArray();
    }

    /// <summary>
    /// Three samples as the first form has them: times, values by a power of ten, constant raw values, delays, qualities, texts.
    /// </summary>
    private static byte[] OldChunk()
    {
        var writer = new ByteWriter();
        writer.Bytes([1, 0b1111]);
        writer.Varint(3);
        foreach (var step in new[] { Seeded.Start, 1_000_000 - Seeded.Start, 0L })
            writer.Zigzag(step);
        writer.Bytes([1, 2, 200, 1, 2, 3, 0]);
        writer.Number(7.5);
        writer.Bytes([2, 0, 0, 0, 1, 2, 1, 2, (byte)'a', 1, 0]);
        return writer.Written.ToArray();
    }
}
