using System.Buffers;
using System.Globalization;
using System.Text;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Ingest.Csv;

/// <summary>
/// Samples as CSV (RFC 4180, UTF-8), a line each, as <see cref="HistoryImport"/> takes them: times in UTC with as many digits as
/// they have, numbers with as many as bring back their bits. <c>raw</c> is what the source sent, where that is not the value.
/// Texts are always in quotes, so that an empty one is told from none.
/// </summary>
public sealed class HistoryCsvWriter(Stream to)
{
    private const int FlushBytes = 64 << 10;
    private const int NumberBytesMax = 40;

    private static readonly byte[][] Qualities =
        [.. Enum.GetNames<Quality>().Select(name => Encoding.UTF8.GetBytes(name.ToLowerInvariant()))];

    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");

    private readonly ArrayBufferWriter<byte> _buffer = new(2 * FlushBytes);

    public long Samples { get; private set; }

    /// <summary>A sensor's path as it stands in its lines.</summary>
    public static byte[] NameOf(string sensorId) =>
        Encoding.UTF8.GetBytes(sensorId.AsSpan().ContainsAny(Special) ? Quoted(sensorId) : sensorId);

    public void AddHeader() => _buffer.Write("time,sensor,value,quality,raw\r\n"u8);

    public void Add(byte[] sensor, in Sample sample)
    {
        AddTime(sample.SourceTicks);
        _buffer.Write(","u8);
        _buffer.Write(sensor);
        _buffer.Write(","u8);
        if (sample.Text is { } text)
            _buffer.Write(Encoding.UTF8.GetBytes(Quoted(text)));
        else
            AddNumber(sample.Value);
        _buffer.Write(","u8);
        _buffer.Write(Qualities[(int)sample.Quality]);
        _buffer.Write(","u8);
        if (sample.Text is null && !IsSame(sample.RawValue, sample.Value))
            AddNumber(sample.RawValue);
        _buffer.Write("\r\n"u8);
        Samples++;
    }

    /// <summary>Writes what has come together, if that is enough, or all of it.</summary>
    public async ValueTask FlushAsync(bool all, CancellationToken cancellation)
    {
        if (_buffer.WrittenCount < FlushBytes && !all)
            return;
        await to.WriteAsync(_buffer.WrittenMemory, cancellation);
        _buffer.ResetWrittenCount();
    }

    private void AddTime(long ticks)
    {
        var isWhole = ticks % TimeSpan.TicksPerSecond == 0;
        new DateTime(ticks, DateTimeKind.Utc).TryFormat(
            _buffer.GetSpan(NumberBytesMax), out var written,
            isWhole ? "yyyy-MM-ddTHH:mm:ssZ" : "yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture);
        _buffer.Advance(written);
    }

    private void AddNumber(double number)
    {
        number.TryFormat(_buffer.GetSpan(NumberBytesMax), out var written, "R", CultureInfo.InvariantCulture);
        _buffer.Advance(written);
    }

    private static bool IsSame(double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b);

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
