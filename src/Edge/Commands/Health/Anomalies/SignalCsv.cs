using System.Globalization;
using OrleansTwin.Ingest.Recordings;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Twins.Anomaly;

namespace OrleansTwin.Edge.Commands.Health.Anomalies;

/// <summary>
/// A machine's signals from a CSV with a line of names: a row for each time. An empty field, or a text, is missing.
/// </summary>
internal static class SignalCsv
{
    private static readonly string[] TimeNames = ["time", "timestamp", "datetime", "date"];

    /// <param name="path">The file.</param>
    /// <param name="columns">What its columns are.</param>
    /// <param name="expected">The signals that a model knows; null: any.</param>
    /// <param name="label">A column that says by 1 which rows are strange; null: none.</param>
    public static SignalRows Read(
        string path, SignalColumnNames columns, IReadOnlyList<string>? expected = null, string? label = null)
    {
        var table = CsvTable.Read(path);
        var time = columns.Time ?? table.Columns.FirstOrDefault(
            name => TimeNames.Contains(name, StringComparer.OrdinalIgnoreCase));
        var signals = expected ?? columns.Signals ?? [.. table.Columns.Where(
            name => name != time && name != label && !columns.Ignore.Contains(name))];
        var places = signals.Select(name => table.ColumnOf(name, path)).ToArray();
        if (places.Length == 0)
            throw new CommandException(ExitCode.BadInput, $"{path} has no columns of signals. Name them with --signals.");
        var rows = new double[table.Rows][];
        for (var row = 0; row < rows.Length; row++)
        {
            var at = row;
            rows[row] = Array.ConvertAll(places, place => table[at, place] is { Text: null } cell ? cell.Number : double.NaN);
        }

        var times = time is null ? null : Times(table, table.ColumnOf(time, path));
        var marks = label is null ? null : table.ColumnOf(label, path) is var place
            ? Enumerable.Range(0, table.Rows).Select(row => table[row, place].Number == 1).ToArray() : null;
        return new SignalRows(
            path, new SignalTable(signals, rows), times, times is null ? null : Ticks(times, path), marks);
    }

    private static string[] Times(CsvTable table, int column) =>
        [.. Enumerable.Range(0, table.Rows).Select(
            row => table[row, column].Text ?? table[row, column].Number.ToString(CultureInfo.InvariantCulture))];

    // A number counts seconds.
    private static long[] Ticks(string[] times, string path) => [.. times.Select((text, row) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            ? (long)(seconds * TimeSpan.TicksPerSecond)
            : DateTime.TryParse(
                text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
                ? at.Ticks
                : throw new CommandException(
                    ExitCode.BadInput,
                    $"{path}, row {row + 1}: '{text}' is no time; expected one like 2026-03-02T08:00:00Z, or seconds. "
                    + "Name the column of times with --time."))];
}
