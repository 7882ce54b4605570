namespace OrleansTwin.Store.Postgres;

/// <summary>The bytes of the parameters that wait to be sent; used again after each sending, so that few are allocated.</summary>
internal sealed class BlobArena
{
    private const int SegmentBytes = 256 * 1024;

    private readonly List<byte[]> _segments = [];
    private int _segment;
    private int _used;

    /// <summary>Bytes held since the last <see cref="Clear"/>.</summary>
    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Keep(ReadOnlySpan<byte> bytes)
    {
        Length += bytes.Length;
        if (bytes.Length > SegmentBytes)
            return bytes.ToArray();
        if (_segments.Count == 0 || _used + bytes.Length > SegmentBytes)
            NextSegment();
        var kept = _segments[_segment].AsMemory(_used, bytes.Length);
        bytes.CopyTo(kept.Span);
        _used += bytes.Length;
        return kept;
    }

    public void Clear() => (_segment, _used, Length) = (0, 0, 0);

    private void NextSegment()
    {
        _segment = _used == 0 ? 0 : _segment + 1;
        if (_segment == _segments.Count)
            _segments.Add(new byte[SegmentBytes]);
        _used = 0;
    }
}
