using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansTwin.Api.Json;

/// <summary>Times as <c>2026-11-21T06:00:00.0000000Z</c> without trailing zeros, whatever their offset was.</summary>
internal sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset().ToUniversalTime();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime);
}
