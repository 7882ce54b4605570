using OrleansTwin.Twins.Anomaly;

namespace OrleansTwin.Edge.Commands.Health.Anomalies;

/// <summary>The columns of a CSV of a machine's signals; null: found by their names.</summary>
/// <param name="Time">The column of the rows' times.</param>
/// <param name="Signals">Columns of signals.</param>
/// <param name="Ignore">Columns that are neither.</param>
internal sealed record SignalColumnNames(string? Time, IReadOnlyList<string>? Signals, IReadOnlyList<string> Ignore);

/// <summary>A machine's rows as a file has them.</summary>
/// <param name="File">Its name.</param>
/// <param name="Table">The signals.</param>
/// <param name="Times">As they are written; null: the file has none.</param>
/// <param name="Ticks">The same as ticks, UTC.</param>
/// <param name="Labels">Whether a row is known to be strange; null: nobody knows.</param>
internal sealed record SignalRows(
    string File, SignalTable Table, IReadOnlyList<string>? Times, IReadOnlyList<long>? Ticks, IReadOnlyList<bool>? Labels)
{
    private const int GapSteps = 10;

    public int Count => Table.Rows.Count;

    /// <summary>Longer between two rows is a gap: ten times what is usual.</summary>
    public long GapTicks
    {
        get
        {
            if (Ticks is null || Ticks.Count < 2)
                return long.MaxValue;
            var steps = Ticks.Zip(Ticks.Skip(1), (first, next) => next - first).Where(step => step > 0).Order().ToArray();
            return steps.Length == 0 ? long.MaxValue : GapSteps * steps[steps.Length / 2];
        }
    }

    /// <summary>Without the rows whose time does not fit in.</summary>
    public SignalRows InOrder()
    {
        if (Ticks is null)
            return this;
        var kept = PlacesInOrder();
        return this with
        {
            Table = Table with { Rows = [.. kept.Select(row => Table.Rows[row])] },
            Times = Times is null ? null : [.. kept.Select(row => Times[row])],
            Ticks = [.. kept.Select(row => Ticks[row])],
            Labels = Labels is null ? null : [.. kept.Select(row => Labels[row])],
        };
    }

    /// <summary>How many of the file's rows there are up to so many in order, with those between them that are not.</summary>
    public int CountTo(int inOrder) => PlacesInOrder()[inOrder - 1] + 1;

    /// <summary>
    /// Rows whose times ascend, as many as there can be: a clock that jumps for a row costs that row, not those behind it. Of
    /// equal times the first. (Longest increasing subsequence; Fredman 1975.)
    /// </summary>
    public IReadOnlyList<int> PlacesInOrder()
    {
        if (Ticks is null)
            return [.. Enumerable.Range(0, Count)];
        var (ends, before) = (new List<int>(), new int[Count]);
        for (var row = 0; row < Count; row++)
        {
            var place = FirstNotBefore(ends, Ticks[row]);
            before[row] = place == 0 ? -1 : ends[place - 1];
            if (place == ends.Count)
                ends.Add(row);
            else if (Ticks[ends[place]] > Ticks[row])
                ends[place] = row;
        }

        var kept = new int[ends.Count];
        for (var (place, row) = (kept.Length - 1, ends.Count == 0 ? -1 : ends[^1]); row >= 0; row = before[row])
            kept[place--] = row;
        return kept;
    }

    private int FirstNotBefore(List<int> ends, long ticks)
    {
        var (low, high) = (0, ends.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Ticks![ends[middle]] < ticks ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
