using OrleansTwin.Runtime.Commands;

namespace OrleansTwin.Edge.Commands.Health.Anomalies;

/// <summary>The Skoltech anomaly benchmark (Katser and Kozitsin 2020): a water loop, one file for each experiment.</summary>
internal static class SkabFiles
{
    /// <summary>The first rows of each file are normal and are learned from.</summary>
    public const int LearnedRows = 400;

    private const string Label = "anomaly";

    private static readonly string[] Groups = ["valve1", "valve2", "other"];

    public static SignalColumnNames Columns { get; } = new("datetime", null, [Label, "changepoint"]);

    /// <summary>Two and a half hours without anything strange; null: the file is not there.</summary>
    public static SignalRows? Healthy(string folder)
    {
        var name = Path.Combine(folder, "anomaly-free", "anomaly-free.csv");
        var file = new[] { name, name + ".gz" }.FirstOrDefault(File.Exists);
        return file is null ? null : SignalCsv.Read(file, Columns);
    }

    /// <summary>The files that have labels, by name.</summary>
    public static IReadOnlyList<(string Name, SignalRows Rows)> Labelled(string folder)
    {
        var files = Groups.Select(group => Path.Combine(folder, group)).Where(Directory.Exists)
            .SelectMany(group => Directory.EnumerateFiles(group, "*.csv*").Order(StringComparer.Ordinal)
                .Select(file => ($"{Path.GetFileName(group)}/{Path.GetFileName(file).Split('.')[0]}",
                    SignalCsv.Read(file, Columns, label: Label)))).ToList();
        return files.Count > 0 ? files : throw new CommandException(
            ExitCode.BadInput, $"{folder} has none of the folders {string.Join(", ", Groups)}. Name the folder that has.");
    }
}
