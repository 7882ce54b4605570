using System.Buffers;

namespace OrleansTwin.Ingest.Tests.Mqtt;

/// <summary>Bytes as they stand in the specification: hexadecimal, spaces where they help.</summary>
internal static class Bytes
{
    public static byte[] Of(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    public static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexString(bytes);

    /// <summary>The same bytes as a sequence of segments of one byte each.</summary>
    public static ReadOnlySequence<byte> Scattered(byte[] bytes)
    {
        if (bytes.Length == 0)
            return ReadOnlySequence<byte>.Empty;
        var first = new Segment(bytes.AsMemory(0, 1), null);
        Segment last = first;
        for (int at = 1; at < bytes.Length; at++)
            last = new Segment(bytes.AsMemory(at, 1), last);
        return new(first, 0, last, 1);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? before)
        {
            Memory = memory;
            if (before is null)
                return;
            before.Next = this;
            RunningIndex = before.RunningIndex + before.Memory.Length;
        }
    }
}
