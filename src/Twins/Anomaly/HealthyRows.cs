using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Anomaly;

/// <summary>
/// The first healthy rows of a machine, gathered until there are enough to learn from: a fold like any other. Rows that are
/// late, or of which less than 80 % is there, are left out. Learning itself takes longer than a row may: the host does it beside
/// the live twins, from
/// <see cref="ToTable"/>.
/// </summary>
public sealed class HealthyRows
{
    /// <summary>More rows are not held.</summary>
    public const int RowsMax = 10_000;

    private const byte Version = 1;

    private readonly string[] _signals;
    private readonly List<double> _values = [];
    private long _lastTicks = long.MinValue;

    /// <param name="signals">A name for each value of a row.</param>
    /// <param name="needed">How many rows are learned from.</param>
    public HealthyRows(IReadOnlyList<string> signals, int needed)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(signals.Count, SignalTable.SignalsMax);
        ArgumentOutOfRangeException.ThrowIfLessThan(needed, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(needed, RowsMax);
        (_signals, Needed) = ([.. signals], needed);
    }

    public int Needed { get; }

    public int Count => _values.Count / _signals.Length;

    public bool IsEnough => Count == Needed;

    /// <summary>What must come before there is a model; empty: nothing.</summary>
    public string Missing => IsEnough ? "" : $"{Count} healthy rows are there; {Needed} are needed.";

    /// <summary>Takes a row, unless there are enough, it is late or too much of it is missing; says whether it did.</summary>
    public bool Push(ReadOnlySpan<double> row, long atTicks)
    {
        if (row.Length != _signals.Length)
            throw new ArgumentException($"The row has {row.Length} values; expected {_signals.Length}, one for each signal.");
        var present = 0;
        foreach (var value in row)
            present += double.IsFinite(value) ? 1 : 0;
        if (IsEnough || atTicks <= _lastTicks || present < WatchedSignals.PresentShareMin * row.Length)
            return false;
        _values.AddRange(row);
        _lastTicks = atTicks;
        return true;
    }

    public SignalTable ToTable() => new(_signals, [.. _values.Chunk(_signals.Length)]);

    /// <summary>Goes on to another number of rows, with the newest of those that are there.</summary>
    /// <param name="needed">How many rows there are to be.</param>
    /// <param name="keep">So many of the newest at most.</param>
    public HealthyRows GoOn(int needed, int keep)
    {
        var rows = new HealthyRows(_signals, needed) { _lastTicks = _lastTicks };
        var first = Math.Max(0, Count - Math.Min(keep, needed)) * _signals.Length;
        rows._values.AddRange(_values.GetRange(first, _values.Count - first));
        return rows;
    }

    public void Write(StateWriter writer)
    {
        writer.WriteVersion(Version);
        writer.WriteTexts(_signals);
        writer.WriteCount(Needed);
        writer.WriteInt64(_lastTicks);
        writer.WriteCount(Count);
        foreach (var row in _values.Chunk(_signals.Length))
            writer.WriteDoubles(row);
    }

    /// <exception cref="StateFormatException">The bytes are no such state.</exception>
    public static HealthyRows Read(ref StateReader reader)
    {
        reader.ReadVersion(Version);
        var signals = reader.ReadTexts(SignalTable.SignalsMax);
        var needed = reader.ReadCount(RowsMax);
        if (needed == 0)
            throw new StateFormatException("No rows are needed; expected at least one.");
        var rows = new HealthyRows(signals, needed) { _lastTicks = reader.ReadInt64() };
        for (var left = reader.ReadCount(needed); left > 0; left--)
            rows._values.AddRange(reader.ReadDoublesExactly(signals.Length));
        return rows;
    }
}
