using System.Globalization;
using System.IO.Compression;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Twins.Health.Features;

namespace OrleansTwin.Edge.Commands.Health;

/// <summary>
/// The C-MAPSS turbofan sets (Saxena et al. 2008): 26 numbers a row, separated by blanks, without names. Engines of <c>train</c>
/// run to failure, those of <c>test</c> are cut off, and line i of <c>RUL</c> says what engine i had left.
/// </summary>
internal static class CmapssFiles
{
    private const string Prefix = "cmapss-";

    private static readonly string[] Subsets = ["FD001", "FD002", "FD003", "FD004"];

    public static RowLayout Layout { get; } = new(
        ["altitude", "mach", "throttle"],
        [
            "T2", "T24", "T30", "T50", "P2", "P15", "P30", "Nf", "Nc", "epr", "Ps30", "phi", "NRf", "NRc", "BPR", "farB",
            "htBleed", "Nf_dmd", "PCNfR_dmd", "W31", "W32",
        ]);

    /// <summary>A subset out of a folder, with its test set where the truth about it is there.</summary>
    public static RulData Of(string folder, string preset)
    {
        var subset = preset.StartsWith(Prefix, StringComparison.Ordinal) ? preset[Prefix.Length..] : "";
        if (!Subsets.Contains(subset))
        {
            throw new CommandException(
                ExitCode.BadInput,
                $"--preset is '{preset}'; expected one of {string.Join(", ", Subsets.Select(name => Prefix + name))}.");
        }

        var learning = Read(Find(folder, $"train_{subset}") ?? throw new CommandException(
            ExitCode.BadInput, $"{folder} has neither train_{subset}.txt nor train_{subset}.txt.gz. Name the folder that has."));
        return new RulData($"C-MAPSS {subset}", learning, Test(folder, subset));
    }

    /// <summary>Whether a file's first line is of this form, so that it is read without columns being named.</summary>
    public static bool IsOne(string path)
    {
        using var reader = Open(path);
        return Numbers(reader.ReadLine() ?? "") is not null;
    }

    public static AssetTable Read(string path)
    {
        using var reader = Open(path);
        var rows = new AssetRows(path, Layout);
        for (var line = 1; reader.ReadLine() is { } text; line++)
        {
            if (text.AsSpan().Trim().IsEmpty)
                continue;
            var numbers = Numbers(text) ?? throw new CommandException(
                ExitCode.BadInput, $"{path}, line {line}: expected {Layout.Columns + 2} numbers with blanks between them.");
            rows.Add(numbers[0].ToString(CultureInfo.InvariantCulture), numbers[1], numbers[2..]);
        }

        return rows.Finish();
    }

    private static CutOff[] Test(string folder, string subset)
    {
        if (Find(folder, $"RUL_{subset}") is not { } truthFile || Find(folder, $"test_{subset}") is not { } testFile)
            return [];
        using var reader = Open(truthFile);
        var truths = reader.ReadToEnd().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var engines = Read(testFile).Histories;
        if (truths.Length != engines.Count)
        {
            throw new CommandException(
                ExitCode.BadInput,
                $"{truthFile} has {truths.Length} numbers and {testFile} {engines.Count} engines; expected as many of each.");
        }

        return [.. engines.Select((engine, place) => new CutOff(
            engine, double.Parse(truths[place], NumberStyles.Float, CultureInfo.InvariantCulture)))];
    }

    private static string? Find(string folder, string name) =>
        new[] { $"{name}.txt", $"{name}.txt.gz" }.Select(file => Path.Combine(folder, file)).FirstOrDefault(File.Exists);

    private static StreamReader Open(string path)
    {
        var file = File.OpenRead(path);
        return new StreamReader(path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
            ? new GZipStream(file, CompressionMode.Decompress)
            : file);
    }

    private static float[]? Numbers(string line)
    {
        var fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != Layout.Columns + 2)
            return null;
        var numbers = new float[fields.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!float.TryParse(fields[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]))
                return null;
        }

        return numbers;
    }
}
