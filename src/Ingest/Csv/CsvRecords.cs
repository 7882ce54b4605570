using System.Text.Unicode;
using OrleansTwin.Ingest.Rejects;

namespace OrleansTwin.Ingest.Csv;

/// <summary>
/// The records of a CSV (RFC 4180: commas or another separator, quotes doubled within quotes) out of a stream, one at a time, in
/// memory that does not grow with it. Lines may end in LF alone; blank lines are passed over; blanks around a field without
/// quotes are cut off. After a record that can't be read, reading goes on with the next line.
/// </summary>
/// <param name="content">The bytes, in UTF-8.</param>
/// <param name="separator">What stands between fields.</param>
/// <param name="recordBytesMax">A longer record is refused.</param>
internal sealed class CsvRecords(
    Stream content, byte separator = (byte)',', int recordBytesMax = CsvRecords.RecordBytesMax)
{
    public const int RecordBytesMax = 64 << 10;

    private readonly byte[] _buffer = new byte[4 * recordBytesMax];
    private readonly List<(int Start, int Length, bool IsQuoted)> _fields = [];
    private int _start;
    private int _end;
    private bool _isAtEnd;
    private bool _isSkipping;
    private bool _isInQuotes;
    private long _nextLine = 1;

    /// <summary>The line that the record begins on, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Why the record has no fields; <see cref="RejectReason.None"/>: it has.</summary>
    public RejectReason Reason { get; private set; }

    public string Problem { get; private set; } = "";

    public int Count => _fields.Count;

    /// <summary>A field, without its quotes; valid until the next record is read.</summary>
    public ReadOnlySpan<byte> this[int field] => _buffer.AsSpan(_fields[field].Start, _fields[field].Length);

    /// <summary>Whether nothing stands there: not even an empty text in quotes.</summary>
    public bool IsMissing(int field) => _fields[field] is { Length: 0, IsQuoted: false };

    /// <summary>Moves to the next record; false: there is none.</summary>
    public async ValueTask<bool> ReadAsync(CancellationToken cancel)
    {
        while (!TryNext())
        {
            if (_isAtEnd)
                return false;
            Fill(await content.ReadAsync(Room(), cancel));
        }

        return true;
    }

    /// <summary>The same for content that is in memory.</summary>
    public bool Read()
    {
        while (!TryNext())
        {
            if (_isAtEnd)
                return false;
            Fill(content.Read(Room().Span));
        }

        return true;
    }

    /// <summary>What is left moves to the front; the place behind it.</summary>
    private Memory<byte> Room()
    {
        _buffer.AsSpan(_start.._end).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        return _buffer.AsMemory(_end);
    }

    private void Fill(int read)
    {
        _isAtEnd = read == 0;
        _end += read;
        if (_nextLine == 1 && _start == 0 && _buffer.AsSpan(0, _end).StartsWith("\uFEFF"u8))
            _start = 3;
    }

    /// <summary>False: more bytes are needed, or there are none.</summary>
    private bool TryNext()
    {
        while (_start < _end)
        {
            if (_isSkipping)
            {
                SkipLine();
                continue;
            }

            Line = _nextLine;
            var rest = _buffer.AsSpan(_start.._end);
            var length = Split(rest);
            if (length < 0 && !_isAtEnd && rest.Length < recordBytesMax)
                return false;
            if (length < 0 || length > recordBytesMax)
                Refuse(_isInQuotes ? "a quote that is not closed" : $"a line longer than {recordBytesMax} bytes");
            else
                Finish(rest[..length]);
            if (Reason != RejectReason.None || !IsBlank())
                return true;
        }

        return false;
    }

    /// <summary>Finds the fields; the record's length with its line end, or -1 where its end is not there.</summary>
    private int Split(ReadOnlySpan<byte> rest)
    {
        _fields.Clear();
        (Reason, _isInQuotes) = (RejectReason.None, false);
        for (var at = 0; ; at++)
        {
            at = at < rest.Length && rest[at] == (byte)'"' ? AddQuoted(rest, at) : AddPlain(rest, at);
            if (at < 0)
                return -1;
            if (at == rest.Length)
                return at;
            if (rest[at] == (byte)'\n')
                return at + 1;
            if (rest[at] != separator)
            {
                Refuse("text behind a closing quote; a quote within quotes is written twice");
                return 0;
            }
        }
    }

    private int AddPlain(ReadOnlySpan<byte> rest, int from)
    {
        var end = rest[from..].IndexOfAny(separator, (byte)'\n');
        if (end < 0 && !_isAtEnd)
            return -1;
        end = end < 0 ? rest.Length : from + end;
        var field = rest[from..end].Trim(" \t\r"u8);
        var start = field.IsEmpty ? from : from + rest[from..end].IndexOf(field[0]);
        _fields.Add((_start + start, field.Length, false));
        return end;
    }

    private int AddQuoted(ReadOnlySpan<byte> rest, int from)
    {
        _isInQuotes = true;
        var close = from + 1;
        for (var isClosed = false; !isClosed;)
        {
            var quote = rest[close..].IndexOf((byte)'"');
            if (quote < 0 || (close + quote + 1 == rest.Length && !_isAtEnd))
                return -1;
            close += quote + 1;
            isClosed = close == rest.Length || rest[close] != (byte)'"';
            close += isClosed ? 0 : 1;
        }

        _isInQuotes = false;
        _fields.Add((_start + from + 1, close - from - 2, true));
        if (close + 1 == rest.Length && rest[close] == (byte)'\r' && !_isAtEnd)
            return -1;
        return close < rest.Length && rest[close] == (byte)'\r' ? close + 1 : close;
    }

    private void Finish(ReadOnlySpan<byte> record)
    {
        if (Reason != RejectReason.None)
            return;
        if (!Utf8.IsValid(record))
        {
            Refuse("not UTF-8; save the file as UTF-8", RejectReason.InvalidUtf8);
            return;
        }

        _nextLine += record.Count((byte)'\n');
        _start += record.Length;
        for (var i = 0; i < _fields.Count; i++)
            Unescape(i);
    }

    private void Unescape(int field)
    {
        var (start, length, isQuoted) = _fields[field];
        var text = _buffer.AsSpan(start, length);
        if (!isQuoted || !text.Contains((byte)'"'))
            return;
        var kept = 0;
        for (var i = 0; i < text.Length; i++)
        {
            text[kept++] = text[i];
            i += text[i] == (byte)'"' ? 1 : 0;
        }

        _fields[field] = (start, kept, true);
    }

    private bool IsBlank() => Count == 1 && IsMissing(0);

    private void Refuse(string problem, RejectReason reason = RejectReason.Malformed)
    {
        _fields.Clear();
        (Reason, Problem) = (reason, problem);
        SkipLine();
    }

    private void SkipLine()
    {
        var end = _buffer.AsSpan(_start.._end).IndexOf((byte)'\n');
        _isSkipping = end < 0;
        _nextLine += end < 0 ? 0 : 1;
        _start = end < 0 ? _end : _start + end + 1;
    }
}
