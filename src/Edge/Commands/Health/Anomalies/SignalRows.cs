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

    /// <summary>Without the rows that are no later than one before them.</summary>
    public SignalRows InOrder()
    {
        if (Ticks is null)
            return this;
        var kept = PlacesInOrder().ToList();
        return this with
        {
            Table = Table with { Rows = [.. kept.Select(row => Table.Rows[row])] },
            Times = Times is null ? null : [.. kept.Select(row => Times[row])],
            Ticks = [.. kept.Select(row => Ticks[row])],
            Labels = Labels is null ? null : [.. kept.Select(row => Labels[row])],
        };
    }

    /// <summary>How many of the file's rows there are up to so many in order, with those between them that are not.</summary>
    public int CountTo(int inOrder) => PlacesInOrder().ElementAt(inOrder - 1) + 1;

    private IEnumerable<int> PlacesInOrder()
    {
        var last = long.MinValue;
        for (var row = 0; row < Count; row++)
        {
            if (Ticks is not null && Ticks[row] <= last)
                continue;
            last = Ticks is null ? last : Ticks[row];
            yield return row;
        }
    }
}
