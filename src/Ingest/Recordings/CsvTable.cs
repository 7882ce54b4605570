using System.IO.Compression;
using System.Text;
using OrleansTwin.Ingest.Conditioners;
using OrleansTwin.Ingest.Decoding;

namespace OrleansTwin.Ingest.Recordings;

/// <summary>
/// A small table in memory: columns named in the first line, cells row by row. Reads <c>.csv</c> and <c>.csv.gz</c>; fields are
/// separated by commas, or by semicolons where the first line has those and no comma.
/// </summary>
public sealed class CsvTable
{
    /// <summary>Larger files are refused: a recording is held in memory.</summary>
    public const int BytesMax = 256 << 20;

    private readonly List<Cell> _cells = [];
    private readonly TextPool _texts = new();
    private readonly char _separator;

    private CsvTable(string names)
    {
        _separator = names.Contains(',') || !names.Contains(';') ? ',' : ';';
        Columns = names.Split(_separator, StringSplitOptions.TrimEntries);
    }

    public IReadOnlyList<string> Columns { get; }

    public int Rows => _cells.Count / Columns.Count;

    public Cell this[int row, int column] => _cells[(row * Columns.Count) + column];

    /// <exception cref="FormatException">A line has another number of fields than the first; names file and line.</exception>
    public static CsvTable Read(string path)
    {
        ReadOnlySpan<byte> bytes = ReadBytes(path);
        CsvTable? table = null;
        var line = 0;
        foreach (var range in bytes.Split((byte)'\n'))
        {
            var text = bytes[range].TrimEnd((byte)'\r');
            line++;
            if (text.IsEmpty)
                continue;
            if (table is null)
                table = new CsvTable(Encoding.UTF8.GetString(text));
            else
                table.AddRow(text, path, line);
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

    private void AddRow(ReadOnlySpan<byte> text, string path, int line)
    {
        var fields = 0;
        foreach (var range in text.Split((byte)_separator))
        {
            var field = text[range].Trim(" \t"u8);
            fields++;
            _cells.Add(field.IsEmpty ? Cell.Empty
                : ScalarParser.TryNumber(field, out var number) ? new Cell(number, null)
                : new Cell(0, _texts.Get(field)));
        }
        if (fields != Columns.Count)
            throw new FormatException($"{path}, line {line}: {fields} fields; expected {Columns.Count} as in the first line.");
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
