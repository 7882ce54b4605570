using System.Globalization;
using OrleansTwin.Ingest.Recordings;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Twins.Health.Classification;

namespace OrleansTwin.Edge.Commands.Health;

/// <summary>The columns of a CSV of labelled rows.</summary>
/// <param name="Label">0: ran on, 1: failed.</param>
/// <param name="Id">What names a row; null: its number, from 1.</param>
/// <param name="Features">Columns of numbers; null: all that have no other role.</param>
/// <param name="Kinds">Columns of kinds.</param>
/// <param name="Derived">What is made of two columns of numbers.</param>
/// <param name="Ingredients">Columns that only serve to derive others.</param>
internal sealed record ClassifyColumns(
    string Label, string? Id, IReadOnlyList<string>? Features, IReadOnlyList<string> Kinds, IReadOnlyList<DerivedColumn> Derived,
    IReadOnlyList<string> Ingredients);

/// <summary>What a classifier learns from.</summary>
/// <param name="Name">For its record.</param>
/// <param name="Layout">What rows hold.</param>
/// <param name="Rows">In the order of the file, which is that of time.</param>
internal sealed record ClassifyData(string Name, ClassifierLayout Layout, IReadOnlyList<LabelledRow> Rows)
{
    public static ClassifyData Read(string path, ClassifyColumns columns)
    {
        var table = CsvTable.Read(path);
        var label = table.ColumnOf(columns.Label, path);
        var numbers = columns.Features ?? [.. table.Columns.Where(
            name => name != columns.Label && name != columns.Id && !columns.Kinds.Contains(name))];
        if (numbers.Concat(columns.Kinds).Contains(columns.Label))
            throw new CommandException(ExitCode.BadInput, $"'{columns.Label}' is the label; it can't be learned from too.");
        var layout = new ClassifierLayout(numbers, columns.Kinds, columns.Derived, columns.Ingredients, columns.Id);
        var rows = RowsOf(table, path, layout);
        return new ClassifyData(
            Path.GetFileName(path), layout,
            [.. rows.Select((row, place) => new LabelledRow(row, LabelOf(table[place, label], path, columns.Label, place)))]);
    }

    /// <summary>Rows without labels, with the columns that a model knows.</summary>
    public static IReadOnlyList<ClassifierRow> Read(string path, ClassifierLayout layout) =>
        RowsOf(CsvTable.Read(path), path, layout);

    private static ClassifierRow[] RowsOf(CsvTable table, string path, ClassifierLayout layout)
    {
        if (table.Rows == 0)
            throw new CommandException(ExitCode.BadInput, $"{path} has no rows behind its line of names.");
        var name = layout.Id is null ? -1 : table.ColumnOf(layout.Id, path);
        var numbers = layout.Numbers.Select(column => table.ColumnOf(column, path)).ToArray();
        var kinds = layout.Kinds.Select(column => table.ColumnOf(column, path)).ToArray();
        return [.. Enumerable.Range(0, table.Rows).Select(row => new ClassifierRow(
            name < 0 ? (row + 1).ToString(CultureInfo.InvariantCulture) : TextOf(table[row, name]) ?? "",
            Array.ConvertAll(numbers, column => NumberOf(table[row, column])),
            Array.ConvertAll(kinds, column => TextOf(table[row, column]))))];
    }

    private static float NumberOf(Cell cell) => cell.Text is null ? (float)cell.Number : float.NaN;

    private static string? TextOf(Cell cell) =>
        cell.IsEmpty ? null : cell.Text ?? cell.Number.ToString(CultureInfo.InvariantCulture);

    private static bool LabelOf(Cell cell, string path, string column, int row) => cell switch
    {
        { Text: null, Number: 0 } => false,
        { Text: null, Number: 1 } => true,
        _ => throw new CommandException(
            ExitCode.BadInput,
            $"{path}: '{column}' is '{TextOf(cell)}' in row {row + 1}; expected 0, ran on, or 1, failed. Is it that column?"),
    };
}
