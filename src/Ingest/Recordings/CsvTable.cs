using System.Globalization;
using System.IO.Compression;
using System.Text;
using OrleansTwin.Ingest.Conditioners;
using OrleansTwin.Ingest.Csv;
using OrleansTwin.Ingest.Decoding;
using OrleansTwin.Ingest.Rejects;

namespace OrleansTwin.Ingest.Recordings;

/// <summary>
/// A small table in memory: columns named in the first line, cells row by row. Reads <c>.csv</c> and <c>.csv.gz</c> as RFC 4180
/// has them, and as office programs write them where the comma is a decimal sign: fields are separated by semicolons where the
/// first line has those and no comma, and then 21,5 is a number, too.
/// </summary>
public sealed class CsvTable
{
    /// <summary>Larger files are refused: a recording is held in memory.</summary>
    public const int BytesMax = 256 << 20;

    private const int RecordBytesMax = 1 << 20;

    private readonly List<Cell> _cells = [];
    private readonly TextPool _texts = new();
    private readonly byte[] _number = new byte[64];
    private readonly bool _hasDecimalCommas;

    private CsvTable(IReadOnlyList<string> columns, bool hasDecimalCommas) =>
        (Columns, _hasDecimalCommas) = (columns, hasDecimalCommas);

    public IReadOnlyList<string> Columns { get; }

    public int Rows => _cells.Count / Columns.Count;

    public Cell this[int row, int column] => _cells[(row * Columns.Count) + column];

    /// <exception cref="FormatException">
    /// There is no line of names, a record can't be read, or has another number of fields than the first; names file and line.
    /// </exception>
    public static CsvTable Read(string path)
    {
        var bytes = ReadBytes(path);
        var separator = SeparatorOf(bytes);
        var records = new CsvRecords(
            new MemoryStream(bytes, writable: false), separator, Math.Clamp(bytes.Length, 1, RecordBytesMax));
        CsvTable? table = null;
        while (records.Read())
        {
            if (records.Reason != RejectReason.None)
                throw new FormatException($"{path}, line {records.Line}: {records.Problem}.");
            if (table is null)
                table = new CsvTable(NamesOf(records, path), hasDecimalCommas: separator == (byte)';');
            else
                table.AddRow(records, path);
        }

        return table ?? throw new FormatException($"{path} is empty; expected a line of column names.");
    }

    /// <summary>The place of a column.</summary>
    /// <exception cref="FormatException">There is no such column; names those there are.</exception>
    public int ColumnOf(string name, string path)
    {
        for (var i = 0; i < Columns.Count; i++)
            if (Columns[i] == name)
                return i;
        throw new FormatException($"{path} has no column '{name}'; found {string.Join(", ", Columns)}.");
    }

    private static byte SeparatorOf(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n');
        var names = end < 0 ? bytes : bytes[..end];
        return names.Contains((byte)';') && !names.Contains((byte)',') ? (byte)';' : (byte)',';
    }

    private static string[] NamesOf(CsvRecords records, string path)
    {
        var names = new string[records.Count];
        for (var i = 0; i < names.Length; i++)
            names[i] = Encoding.UTF8.GetString(records[i]);
        return names.All(IsNumbers)
            ? throw new FormatException(
                $"{path}, line {records.Line}: numbers only; expected column names there. Add a line of them.")
            : names;
    }

    // Of a file without names one or, where blanks separate, several.
    private static bool IsNumbers(string name) =>
        name.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } parts
        && parts.All(part => double.TryParse(part, CultureInfo.InvariantCulture, out _));

    private void AddRow(CsvRecords records, string path)
    {
        if (records.Count != Columns.Count)
        {
            throw new FormatException(
                $"{path}, line {records.Line}: {records.Count} fields; expected {Columns.Count} as in the first line.");
        }

        for (var i = 0; i < records.Count; i++)
        {
            var field = records[i];
            _cells.Add(field.IsEmpty ? Cell.Empty
                : TryNumber(field, out var number) ? new Cell(number, null)
                : new Cell(0, _texts.Get(field)));
        }
    }

    private bool TryNumber(ReadOnlySpan<byte> field, out double number)
    {
        if (ScalarParser.TryNumber(field, out number))
            return true;
        if (!_hasDecimalCommas || field.Length > _number.Length || field.Count((byte)',') != 1)
            return false;
        field.CopyTo(_number);
        _number[field.IndexOf((byte)',')] = (byte)'.';
        return ScalarParser.TryNumber(_number.AsSpan(0, field.Length), out number);
    }

    private static byte[] ReadBytes(string path)
    {
        using var file = File.OpenRead(path);
        using Stream content = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
            ? new GZipStream(file, CompressionMode.Decompress)
            : file;
        using var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (int read; (read = content.Read(buffer)) > 0;)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > BytesMax)
                throw new FormatException($"{path} is larger than {BytesMax} bytes unpacked. Split it.");
        }
        return bytes.ToArray();
    }
}
