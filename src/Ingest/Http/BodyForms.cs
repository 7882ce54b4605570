namespace OrleansTwin.Ingest.Http;

/// <summary>How a body's items follow each other.</summary>
internal enum BodyForm : byte
{
    Json = 0,
    Lines = 1,
}

internal static class BodyForms
{
    /// <summary>The form that a content type stands for; JSON where there is none, null where it is not known.</summary>
    public static BodyForm? Of(string? contentType)
    {
        var parts = (contentType ?? "application/json").Split(';', StringSplitOptions.TrimEntries);
        var charset = Array.Find(parts[1..], part => part.StartsWith("charset=", StringComparison.OrdinalIgnoreCase));
        if (charset is not null && !charset[8..].Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            return null;
        return parts[0].ToUpperInvariant() switch
        {
            "APPLICATION/JSON" or "TEXT/JSON" => BodyForm.Json,
            "APPLICATION/X-NDJSON" or "APPLICATION/NDJSON" or "APPLICATION/JSONL" => BodyForm.Lines,
            _ => null,
        };
    }

    public static string Expected(string? found) =>
        $"Content type '{found}'; expected application/json or application/x-ndjson, in UTF-8.";
}
