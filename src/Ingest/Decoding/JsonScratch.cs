using System.Text.Json;
using OrleansTwin.Ingest.Rejects;

namespace OrleansTwin.Ingest.Decoding;

/// <summary>
/// Memory for one item at a time: its members and the unescaped bytes of their names and texts. Grows with the largest item
/// seen.
/// </summary>
internal sealed class JsonScratch
{
    public const int NameBytesMax = 512;

    private byte[] _bytes = new byte[1024];
    private JsonMember[] _members = new JsonMember[64];
    private int _used;

    public int Count { get; private set; }

    public int UsedBytes => _used;

    public Span<JsonMember> Members => _members.AsSpan(0, Count);

    public ReadOnlySpan<byte> this[Bytes place] => _bytes.AsSpan(place.Start, place.Length);

    public void Clear() => (_used, Count) = (0, 0);

    public void Truncate(int count) => Count = count;

    /// <summary>Gives back the bytes kept since <see cref="UsedBytes"/> was this.</summary>
    public void Release(int usedBytes) => _used = usedBytes;

    public void Add(in JsonMember member)
    {
        if (Count == _members.Length)
            Array.Resize(ref _members, Count * 2);
        _members[Count++] = member;
    }

    /// <summary>Keeps the reader's string or property name, unescaped.</summary>
    public Bytes Keep(ref Utf8JsonReader reader)
    {
        Reserve(reader.ValueSpan.Length);
        var length = reader.CopyString(_bytes.AsSpan(_used));
        return Kept(length);
    }

    public Bytes Keep(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_used));
        return Kept(bytes.Length);
    }

    /// <summary>first.second, or the one that is not empty.</summary>
    /// <exception cref="PayloadLimitException">
    /// The name is longer than allowed: nested long names would fill the memory.
    /// </exception>
    public Bytes Join(Bytes first, Bytes second)
    {
        var length = first.Length + 1 + second.Length;
        if (length > NameBytesMax)
            throw new PayloadLimitException(RejectReason.TextTooLong, $"a name longer than {NameBytesMax} bytes");
        if (first.Length == 0)
            return second;
        Reserve(length);
        this[first].CopyTo(_bytes.AsSpan(_used));
        _bytes[_used + first.Length] = (byte)'.';
        this[second].CopyTo(_bytes.AsSpan(_used + first.Length + 1));
        return Kept(length);
    }

    private Bytes Kept(int length)
    {
        _used += length;
        return new Bytes(_used - length, length);
    }

    private void Reserve(int length)
    {
        if (_used + length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + length));
    }
}
