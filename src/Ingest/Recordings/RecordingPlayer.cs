using OrleansTwin.Ingest.Sources;

namespace OrleansTwin.Ingest.Recordings;

/// <summary>
/// Makes the samples of one recording. Its first row brings product and order (the recording's name). The part's result comes
/// with the last row, so that it lies within the recording. At the recording's end its texts and order end; its numbers do not,
/// they were measured no later.
/// </summary>
internal sealed class RecordingPlayer
{
    private readonly Recording _recording;
    private readonly CsvTable _table;
    private readonly RecordedDatasetOptions _options;
    private readonly string[] _tags;

    public RecordingPlayer(Recording recording, CsvTable table, RecordedDatasetOptions options)
    {
        (_recording, _table, _options) = (recording, table, options);
        _tags = [.. table.Columns.Select(column => options.TagPrefix + column)];
    }

    public static long CountSamples(CsvTable table, string? product, bool? partIsGood)
    {
        long count = 2 + (product is null ? 0 : 1) + (partIsGood is null ? 0 : 1);
        for (var row = 0; row < table.Rows; row++)
            for (var column = 0; column < table.Columns.Count; column++)
                count += table[row, column].IsEmpty ? 0 : 1;
        for (var column = 0; column < table.Columns.Count; column++)
            count += IsText(table, column) ? 1 : 0;
        return count;
    }

    /// <summary>Adds the samples of rows from <paramref name="first"/> to before <paramref name="end"/>.</summary>
    public void Add(int first, int end, RawBatch into)
    {
        if (first == 0)
            AddBeginning(into);
        for (var row = first; row < end; row++)
            AddRow(row, into);
        if (end == _table.Rows)
            AddEnd(into);
    }

    public long TicksOf(int row) => _recording.StartTicks + (row * _options.RowInterval.Ticks);

    private void AddBeginning(RawBatch into)
    {
        if (_recording.Product is { } product)
            AddText(into, "product", _recording.StartTicks, product);
        AddText(into, "order", _recording.StartTicks, _recording.Name);
    }

    private void AddRow(int row, RawBatch into)
    {
        var ticks = TicksOf(row);
        for (var column = 0; column < _tags.Length; column++)
            if (_table[row, column] is { IsEmpty: false } cell)
                into.Add(new RawSample(_tags[column], ticks, cell.Number, cell.Text));
    }

    private void AddEnd(RawBatch into)
    {
        if (_recording.PartIsGood is { } isGood)
            AddText(into, "part", TicksOf(_table.Rows - 1), isGood ? "good" : "scrap");
        for (var column = 0; column < _tags.Length; column++)
            if (IsText(_table, column))
                into.Add(new RawSample(_tags[column], _recording.EndTicks, 0, _options.EndText));
        AddText(into, "order", _recording.EndTicks, "");
    }

    private void AddText(RawBatch into, string name, long ticks, string text) =>
        into.Add(new RawSample(_options.TagPrefix + name, ticks, 0, text));

    private static bool IsText(CsvTable table, int column) => table.Rows > 0 && table[table.Rows - 1, column].Text is not null;
}
