using System.Globalization;
using System.IO.Compression;

namespace OrleansTwin.EndToEnd.Tests.Replay;

/// <summary>
/// The recorded experiments as plain text and arithmetic see them: nothing of the product takes part in what these tests
/// expect.
/// </summary>
internal sealed class CncMillTable
{
    private readonly string[] _columns;
    private readonly List<string[]> _rows;

    private CncMillTable(string[] columns, List<string[]> rows) => (_columns, _rows) = (columns, rows);

    public int Rows => _rows.Count;

    /// <summary>Fields that hold something.</summary>
    public int Cells => _rows.Sum(row => row.Count(cell => cell.Length > 0));

    public static CncMillTable Read(string path)
    {
        using var file = File.OpenRead(path);
        var isPacked = path.EndsWith(".gz", StringComparison.Ordinal);
        using Stream content = isPacked ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(content);
        var columns = reader.ReadLine()!.Split(',');
        var rows = new List<string[]>();
        while (reader.ReadLine() is { } line)
            rows.Add(line.Split(','));
        return new CncMillTable(columns, rows);
    }

    public IEnumerable<string> Column(string name)
    {
        var column = Array.IndexOf(_columns, name);
        return _rows.Select(row => row[column]);
    }

    /// <summary>Trapezoids between rows 100 ms apart, of a column in kW.</summary>
    public double IntegralKwh(string column)
    {
        var powerKw = Column(column).Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToList();
        var sum = 0.0;
        for (var i = 1; i < powerKw.Count; i++)
            sum += (powerKw[i - 1] + powerKw[i]) / 2 * 0.1;
        return sum / 3600;
    }

    /// <summary>Rows of each process step, as seconds.</summary>
    public Dictionary<string, double> StepSeconds() =>
        Column("Machining_Process").GroupBy(step => step).ToDictionary(step => step.Key, step => step.Count() / 10.0);
}
