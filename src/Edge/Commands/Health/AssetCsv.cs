using System.Globalization;
using OrleansTwin.Ingest.Recordings;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Twins.Health.Features;

namespace OrleansTwin.Edge.Commands.Health;

/// <summary>
/// Histories from a CSV with a line of names: a row for each cycle of each asset. An empty field, or a text, is missing.
/// </summary>
internal static class AssetCsv
{
    public static AssetTable Read(string path, HistoryColumnNames columns)
    {
        var table = CsvTable.Read(path);
        var sensors = columns.Sensors ?? [.. table.Columns.Where(
            name => name != columns.Unit && name != columns.Cycle && !columns.Settings.Contains(name))];
        return Read(path, table, columns, new RowLayout(columns.Settings, sensors));
    }

    /// <summary>With the columns that a model knows.</summary>
    public static AssetTable Read(string path, HistoryColumnNames columns, RowLayout layout) =>
        Read(path, CsvTable.Read(path), columns, layout);

    private static AssetTable Read(string path, CsvTable table, HistoryColumnNames columns, RowLayout layout)
    {
        var (unit, cycle) = (table.ColumnOf(columns.Unit, path), table.ColumnOf(columns.Cycle, path));
        var places = layout.Settings.Concat(layout.Sensors).Select(name => table.ColumnOf(name, path)).ToArray();
        if (layout.Sensors.Count == 0)
            throw new CommandException(ExitCode.BadInput, $"{path} has no columns of sensors. Name them with --sensors.");
        var rows = new AssetRows(path, layout);
        for (var row = 0; row < table.Rows; row++)
        {
            var values = new float[places.Length];
            for (var i = 0; i < places.Length; i++)
                values[i] = Reading(table[row, places[i]]);
            rows.Add(NameOf(table[row, unit]), CycleOf(table[row, cycle]), values);
        }

        return rows.Finish();
    }

    private static float Reading(Cell cell) => cell.Text is null ? (float)cell.Number : float.NaN;

    private static double CycleOf(Cell cell) => cell.Text is null ? cell.Number : double.NaN;

    private static string NameOf(Cell cell) => cell.Text ?? cell.Number.ToString(CultureInfo.InvariantCulture);
}
