namespace OrleansTwin.Ingest.Decoding;

/// <summary>Tells too deep from malformed, which the JSON reader's exception does not.</summary>
internal static class JsonDepth
{
    public static bool Exceeds(ReadOnlySpan<byte> json, int max)
    {
        var depth = 0;
        var inText = false;
        for (var i = 0; i < json.Length; i++)
        {
            var c = json[i];
            if (inText && c == '\\')
                i++;
            else if (c == '"')
                inText = !inText;
            else if (!inText && c is (byte)'{' or (byte)'[' && ++depth > max)
                return true;
            else if (!inText && c is (byte)'}' or (byte)']')
                depth--;
        }
        return false;
    }
}
