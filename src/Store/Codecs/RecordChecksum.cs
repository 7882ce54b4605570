using System.Runtime.InteropServices;
using System.Text;

namespace OrleansTwin.Store.Codecs;

/// <summary>The checksum of a row of numbers and texts: each text behind its length, so that none can be moved.</summary>
internal static class RecordChecksum
{
    public static long Of(ReadOnlySpan<long> numbers, ReadOnlySpan<byte> blob, params ReadOnlySpan<string?> texts)
    {
        var crc = Crc32C.Continue(Crc32C.Of(MemoryMarshal.AsBytes(numbers)), blob);
        foreach (var text in texts)
            crc = Crc32C.Continue(Crc32C.Of(crc, text?.Length ?? -1, 0, []), Encoding.UTF8.GetBytes(text ?? ""));
        return crc;
    }

    public static Damage Damaged(string what, long id) => new(
        DamageKind.Record, -1, 0, 0,
        $"{what} {id} is damaged: its checksum differs. It is left out; nothing else depends on it.");
}
