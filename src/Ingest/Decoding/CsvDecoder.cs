using System.Text;
using OrleansTwin.Ingest.Rejects;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Ingest.Decoding;

/// <summary>
/// Lines of values. A rule without columns takes the first line as their names. An empty field is no value; a field in double
/// quotes may hold the separator. A line with a wrong number of fields is refused, the others go on; it counts as a value.
/// </summary>
internal sealed class CsvDecoder(DecodeLimits limits)
{
    private readonly List<Range> _fields = [];

    public void Decode(ReadOnlySpan<byte> payload, PayloadPlan plan, IValueSink sink)
    {
        Span<byte> separator = stackalloc byte[4];
        separator = separator[..new Rune(plan.Rule!.Separator).EncodeToUtf8(separator)];
        var columns = plan.Columns;
        int line = 0, taken = 0;
        foreach (var range in payload.Split((byte)'\n'))
        {
            var text = payload[range].TrimEnd((byte)'\r');
            line++;
            if (text.Trim(" \t"u8).IsEmpty)
                continue;
            Split(text, separator);
            if (!HasRoom(taken + Math.Max(columns.Length, _fields.Count), text, sink))
                return;
            if (columns.Length == 0)
                columns = Header(text);
            else if (_fields.Count == columns.Length)
                taken += Line(text, columns, plan, sink);
            else
                taken += RefuseLine($"line {line} has {_fields.Count} fields; expected {columns.Length}", text, sink);
        }
    }

    // A line that is refused counts as one value, so that refusals have the same bound.
    private static int RefuseLine(string detail, ReadOnlySpan<byte> text, IValueSink sink)
    {
        sink.Refuse(RejectReason.Malformed, detail, default, text);
        return 1;
    }

    private bool HasRoom(int values, ReadOnlySpan<byte> text, IValueSink sink)
    {
        if (values <= limits.ValuesPerMessageMax)
            return true;
        var limit = PayloadLimitException.Values(limits.ValuesPerMessageMax);
        sink.Refuse(limit.Reason, limit.Message, default, text);
        return false;
    }

    private byte[][] Header(ReadOnlySpan<byte> text)
    {
        var columns = new byte[_fields.Count][];
        for (var i = 0; i < columns.Length; i++)
            columns[i] = text[_fields[i]].ToArray();
        return columns;
    }

    // Values handed over; 1 for a line that is refused.
    private int Line(ReadOnlySpan<byte> text, byte[][] columns, PayloadPlan plan, IValueSink sink)
    {
        var ticks = RawSample.NoTime;
        var quality = Quality.Good;
        for (var i = 0; i < columns.Length; i++)
        {
            var field = text[_fields[i]];
            if (field.IsEmpty)
                continue;
            if (columns[i].AsSpan().SequenceEqual("quality"u8))
            {
                quality = QualityParser.OfField(field);
            }
            else if (columns[i].AsSpan().SequenceEqual("time"u8) && !TimeParser.TryParse(field, plan.TimeFormat, out ticks))
            {
                sink.Refuse(RejectReason.UnreadableTime, "a time that can't be read", default, text);
                return 1;
            }
        }
        return Values(text, columns, ticks, quality, sink);
    }

    private int Values(ReadOnlySpan<byte> text, byte[][] columns, long ticks, Quality quality, IValueSink sink)
    {
        var taken = 0;
        for (var i = 0; i < columns.Length; i++)
        {
            ReadOnlySpan<byte> field = text[_fields[i]], name = columns[i];
            if (field.IsEmpty || name.SequenceEqual("-"u8) || name.SequenceEqual("time"u8) || name.SequenceEqual("quality"u8))
                continue;
            taken++;
            ScalarValue.HandOver(field, name, ticks, quality, limits.TextLengthMax, sink);
        }
        return taken;
    }

    private void Split(ReadOnlySpan<byte> line, ReadOnlySpan<byte> separator)
    {
        _fields.Clear();
        for (var at = 0; at <= line.Length && _fields.Count <= limits.ValuesPerMessageMax;)
        {
            var quoted = line[at..] is [(byte)'"', ..] ? line[(at + 1)..].IndexOf((byte)'"') : -1;
            var searchFrom = quoted >= 0 ? at + quoted + 2 : at;
            var end = line[searchFrom..].IndexOf(separator) is >= 0 and var next ? searchFrom + next : line.Length;
            _fields.Add(quoted >= 0 ? (at + 1)..(at + 1 + quoted) : Trimmed(line, at, end));
            at = end + separator.Length;
        }
    }

    private static Range Trimmed(ReadOnlySpan<byte> line, int start, int end)
    {
        while (start < end && line[start] is (byte)' ' or (byte)'\t')
            start++;
        while (end > start && line[end - 1] is (byte)' ' or (byte)'\t')
            end--;
        return start..end;
    }
}
