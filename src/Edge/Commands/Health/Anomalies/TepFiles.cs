using System.Globalization;
using System.IO.Compression;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Twins.Anomaly;

namespace OrleansTwin.Edge.Commands.Health.Anomalies;

/// <summary>
/// The Tennessee Eastman set (Downs and Vogel 1993; Russell, Chiang and Braatz 2000): 52 numbers a row, separated by blanks,
/// without names. One of its files is stored with a line for each signal, which its shape tells.
/// </summary>
internal static class TepFiles
{
    private const int Measured = 41;
    private const int Manipulated = 11;

    /// <summary>In a test file the fault acts after so many rows.</summary>
    public const int NormalRows = 160;

    public static IReadOnlyList<string> Signals { get; } =
    [
        .. Enumerable.Range(1, Measured).Select(number => $"XMEAS {number}"),
        .. Enumerable.Range(1, Manipulated).Select(number => $"XMV {number}"),
    ];

    public static SignalRows Read(string path)
    {
        using var file = File.OpenRead(path);
        using var reader = new StreamReader(path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
            ? new GZipStream(file, CompressionMode.Decompress)
            : file);
        var lines = new List<double[]>();
        for (var line = 1; reader.ReadLine() is { } text; line++)
        {
            if (!string.IsNullOrWhiteSpace(text))
                lines.Add(Numbers(text, path, line));
        }

        return new SignalRows(path, new SignalTable(Signals, Upright(lines, path)), null, null, null);
    }

    /// <summary>A file of the folder, packed or not.</summary>
    public static SignalRows Read(string folder, string name) => Read(Find(folder, name) ?? throw new CommandException(
        ExitCode.BadInput, $"{folder} has neither {name}.dat nor {name}.dat.gz. Name the folder that has."));

    public static string? Find(string folder, string name) =>
        new[] { $"{name}.dat", $"{name}.dat.gz" }.Select(file => Path.Combine(folder, file)).FirstOrDefault(File.Exists);

    private static double[] Numbers(string text, string path, int line) =>
        [.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(field =>
            double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new CommandException(ExitCode.BadInput, $"{path}, line {line}: '{field}' is no number."))];

    private static List<double[]> Upright(List<double[]> lines, string path)
    {
        var width = lines.Count == 0 ? 0 : lines[0].Length;
        if (lines.All(line => line.Length == Signals.Count))
            return lines;
        if (lines.Count == Signals.Count && lines.All(line => line.Length == width))
            return [.. Enumerable.Range(0, width).Select(row => lines.Select(line => line[row]).ToArray())];
        throw new CommandException(
            ExitCode.BadInput,
            $"{path} has {lines.Count} lines of {width} numbers; expected {Signals.Count} numbers a line, or as many lines.");
    }
}
