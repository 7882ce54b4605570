using System.Text;
using System.Text.Json;

namespace OrleansTwin.Ingest.Decoding;

/// <summary>What a member's name says it is.</summary>
internal enum JsonRole : byte
{
    Other = 0,
    Value = 1,
    Time = 2,
    Quality = 3,
    Name = 4,
}

/// <summary>
/// Words are read in any case; the letters v, t and q and the short ts in lower case only, since V and T are often names of
/// signals.
/// </summary>
internal static class JsonRoles
{
    public static JsonRole Of(ref Utf8JsonReader reader)
    {
        var name = reader.ValueSpan;
        return name.Length switch
        {
            1 => name[0] switch
            {
                (byte)'v' => JsonRole.Value,
                (byte)'t' => JsonRole.Time,
                (byte)'q' => JsonRole.Quality,
                _ => JsonRole.Other,
            },
            2 when name.SequenceEqual("ts"u8) => JsonRole.Time,
            3 when Is(name, "tag"u8) => JsonRole.Name,
            4 => Is(name, "time"u8) ? JsonRole.Time : Is(name, "name"u8) ? JsonRole.Name : JsonRole.Other,
            5 when Is(name, "value"u8) => JsonRole.Value,
            7 when Is(name, "quality"u8) => JsonRole.Quality,
            9 when Is(name, "timestamp"u8) => JsonRole.Time,
            _ => JsonRole.Other,
        };
    }

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> word) => Ascii.EqualsIgnoreCase(name, word);
}
