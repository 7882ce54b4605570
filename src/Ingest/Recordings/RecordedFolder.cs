using System.Globalization;
using System.Text.RegularExpressions;
using OrleansTwin.Twins.Elements;

namespace OrleansTwin.Ingest.Recordings;

/// <summary>Finds the experiments of a folder, joins them with their table and gives each its virtual time.</summary>
internal static partial class RecordedFolder
{
    public const string TableName = "train.csv";

    public static IReadOnlyList<(Recording Recording, CsvTable Table)> Read(string folder, RecordedDatasetOptions options)
    {
        if (!Directory.Exists(folder))
            throw new FormatException(
                $"There is no folder '{folder}'; expected one with experiment_01.csv.gz and so on, and {TableName}.");
        var truths = ReadTable(folder);
        var recordings = new List<(Recording, CsvTable)>();
        var start = CeilingToBucket(options.StartUtc.Ticks);
        foreach (var (number, path) in Experiments(folder))
        {
            var table = CsvTable.Read(path);
            var end = start + (table.Rows * options.RowInterval.Ticks);
            var truth = truths.GetValueOrDefault(number);
            recordings.Add((
                new Recording(NameOf(path), path, number, table.Rows, start, end)
                {
                    Product = truth.Product,
                    PartIsGood = truth.PartIsGood,
                    Samples = RecordingPlayer.CountSamples(table, truth.Product, truth.PartIsGood),
                },
                table));
            start = Buckets.StartOf(end) + Buckets.WidthTicks;
        }
        return recordings;
    }

    private static long CeilingToBucket(long ticks) => Buckets.StartOf(ticks + Buckets.WidthTicks - 1);

    private static string NameOf(string path) => Path.GetFileName(path).Split('.')[0];

    private static List<(int Number, string Path)> Experiments(string folder)
    {
        var found = Directory.EnumerateFiles(folder)
            .Select(path => (Match: ExperimentName().Match(Path.GetFileName(path)), Path: path))
            .Where(file => file.Match.Success)
            .Select(file => (Number: int.Parse(file.Match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), file.Path))
            .OrderBy(file => file.Number).ThenBy(file => file.Path, StringComparer.Ordinal)
            .DistinctBy(file => file.Number)
            .ToList();
        return found.Count > 0 ? found : throw new FormatException(
            $"'{folder}' holds no recordings; expected files named experiment_01.csv or experiment_01.csv.gz and so on.");
    }

    private static Dictionary<int, (string? Product, bool? PartIsGood)> ReadTable(string folder)
    {
        var path = Path.Combine(folder, TableName);
        if (!File.Exists(path))
            throw new FormatException(
                $"'{folder}' has no {TableName}; expected one with the columns No, feedrate, machining_finalized "
                + "and passed_visual_inspection.");
        var table = CsvTable.Read(path);
        int number = table.ColumnOf("No", path), feed = table.ColumnOf("feedrate", path);
        int isFinished = table.ColumnOf("machining_finalized", path), isGood = table.ColumnOf("passed_visual_inspection", path);
        var truths = new Dictionary<int, (string?, bool?)>();
        for (var row = 0; row < table.Rows; row++)
        {
            var product = string.Create(CultureInfo.InvariantCulture, $"s-feed-{table[row, feed].Number:R}");
            bool? part = table[row, isFinished].Text == "yes" ? table[row, isGood].Text == "yes" : null;
            truths[(int)table[row, number].Number] = (product, part);
        }
        return truths;
    }

    [GeneratedRegex(@"^experiment_(\d{1,6})\.csv(\.gz)?$", RegexOptions.IgnoreCase)]
    private static partial Regex ExperimentName();
}
