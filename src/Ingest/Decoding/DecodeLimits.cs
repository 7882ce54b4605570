namespace OrleansTwin.Ingest.Decoding;

/// <summary>What one payload may hold; see the options of the same names in <see cref="Pipeline.IngestOptions"/>.</summary>
public readonly record struct DecodeLimits(int PayloadBytesMax, int JsonDepthMax, int ValuesPerMessageMax, int TextLengthMax);
