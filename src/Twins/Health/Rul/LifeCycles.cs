using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Health.Rul;

/// <summary>
/// One life of a live machine as a model's rows: minutes are put together to cycles of so much production or so many pieces, and
/// a row is the mean of the cycle's steady minutes. What was taken in and up to which minute are saved together, so that who goes
/// on from there after a kill takes no minute twice and leaves none out.
/// </summary>
/// <param name="columns">Values of a row.</param>
/// <param name="length">Ticks of production, or pieces, of a cycle.</param>
public sealed class LifeCycles(int columns, long length)
{
    /// <summary>A life of more cycles, or values of them, is not followed: its cycles are too short for what is asked.</summary>
    private const int CyclesKeptMax = 5_000;
    private const int ValuesKeptMax = 1_000_000;

    /// <summary>How long a cycle takes is told by so many of the last.</summary>
    private const int RecentCycles = 20;

    private const byte Layout = 1;

    private readonly double[] _sums = new double[columns];
    private readonly int[] _minutes = new int[columns];
    private readonly List<float[]> _rows = [];
    private readonly List<long> _runTicks = [];
    private long _amount;
    private long _runOfCycle;

    /// <summary>The next minute that is to be taken in; 0: no life has begun.</summary>
    public long CursorTicks { get; private set; }

    /// <summary>A row for each cycle that is over, the oldest first; NaN is missing.</summary>
    public IReadOnlyList<float[]> Rows => _rows;

    /// <summary>What is missing to the end of the present cycle.</summary>
    public long ToGo => length - _amount;

    /// <summary>How many cycles a life may have.</summary>
    public int CyclesMax => Math.Min(CyclesKeptMax, ValuesKeptMax / Math.Max(1, columns));

    public bool IsTooLong => _rows.Count >= CyclesMax;

    /// <summary>Production in all cycles that are over.</summary>
    public double RunHours => TimeSpan.FromTicks(_runTicks.Sum()).TotalHours;

    /// <summary>Production in a cycle, the mean of the last ones; 0: none is over.</summary>
    public double HoursOfCycle =>
        _runTicks.Count == 0 ? 0 : TimeSpan.FromTicks((long)_runTicks.TakeLast(RecentCycles).Average()).TotalHours;

    /// <summary>A life that begins with a minute.</summary>
    public void Begin(long fromTicks)
    {
        _rows.Clear();
        _runTicks.Clear();
        (CursorTicks, _amount, _runOfCycle) = (fromTicks, 0, 0);
        ClearSums();
    }

    /// <summary>Takes a minute in; minutes without production may be left out.</summary>
    /// <param name="minuteTicks">Its beginning, not before the cursor.</param>
    /// <param name="amount">Ticks of production or pieces in it.</param>
    /// <param name="runTicks">Production in it.</param>
    /// <param name="means">Of the sensors, NaN is missing; empty: the machine did not produce all through.</param>
    public void Push(long minuteTicks, long amount, long runTicks, ReadOnlySpan<double> means)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(minuteTicks, CursorTicks);
        CursorTicks = minuteTicks + Buckets.WidthTicks;
        Add(means);
        _runOfCycle += runTicks;
        _amount += amount;
        while (_amount >= length && !IsTooLong)
        {
            Finish();
            if (_amount > 0)
                Add(means);
        }
    }

    /// <summary>All minutes before are taken in.</summary>
    public void SkipTo(long ticks) => CursorTicks = Math.Max(CursorTicks, ticks);

    public void Save(StateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteVersion(Layout);
        writer.WriteInt64(CursorTicks);
        writer.WriteInt64(_amount);
        writer.WriteInt64(_runOfCycle);
        for (var i = 0; i < columns; i++)
        {
            writer.WriteDouble(_sums[i]);
            writer.WriteCount(_minutes[i]);
        }

        writer.WriteCount(_rows.Count);
        for (var i = 0; i < _rows.Count; i++)
        {
            writer.WriteInt64(_runTicks[i]);
            foreach (var value in _rows[i])
                writer.WriteUInt64(BitConverter.SingleToUInt32Bits(value));
        }
    }

    /// <summary>Of the same columns and length.</summary>
    /// <exception cref="StateFormatException">The bytes are damaged or of a newer version.</exception>
    public void Load(ref StateReader reader)
    {
        reader.ReadVersion(Layout);
        Begin(reader.ReadInt64());
        (_amount, _runOfCycle) = (reader.ReadInt64(), reader.ReadInt64());
        for (var i = 0; i < columns; i++)
            (_sums[i], _minutes[i]) = (reader.ReadDouble(), reader.ReadCount(int.MaxValue));
        for (var left = reader.ReadCount(CyclesMax); left > 0; left--)
        {
            _runTicks.Add(reader.ReadInt64());
            var row = new float[columns];
            for (var i = 0; i < columns; i++)
                row[i] = BitConverter.UInt32BitsToSingle((uint)reader.ReadUInt64());
            _rows.Add(row);
        }
    }

    private void Add(ReadOnlySpan<double> means)
    {
        for (var i = 0; i < means.Length; i++)
        {
            if (double.IsFinite(means[i]))
                (_sums[i], _minutes[i]) = (_sums[i] + means[i], _minutes[i] + 1);
        }
    }

    // A cycle that ends within a minute gives the rest of the minute to the next one, and its values.
    private void Finish()
    {
        var row = new float[columns];
        for (var i = 0; i < columns; i++)
            row[i] = _minutes[i] > 0 ? (float)(_sums[i] / _minutes[i]) : float.NaN;
        var run = (long)(_runOfCycle * ((double)length / _amount));
        _rows.Add(row);
        _runTicks.Add(run);
        (_amount, _runOfCycle) = (_amount - length, _runOfCycle - run);
        ClearSums();
    }

    private void ClearSums()
    {
        Array.Clear(_sums);
        Array.Clear(_minutes);
    }
}
