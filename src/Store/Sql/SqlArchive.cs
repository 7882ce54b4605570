using OrleansTwin.Store.Archive;
using OrleansTwin.Store.Codecs;

namespace OrleansTwin.Store.Sql;

/// <summary>
/// What replays need (ADR 8), written with every checkpoint: the batches that it truncates, and what it replaces of the states
/// and rows that stood at the newest milestone. Belongs to the writer's thread.
/// </summary>
internal sealed class SqlArchive
{
    /// <summary>A milestone that has this many samples behind it is followed by another: a replay has to fold them.</summary>
    private const long SamplesPerMilestoneMax = 10_000_000;

    /// <summary>Milestones in the archive's greatest size: what is dropped at a time is this part of it.</summary>
    private const int StretchesMin = 8;

    private readonly ArchiveOptions _options;
    private readonly long _bytesMax;
    private readonly List<Stretch> _stretches = [];
    private long _markTicks;
    private long _atTicks;
    private long _bytes;
    private volatile bool _isStale;

    public SqlArchive(StoreOptions options)
    {
        _options = options.Archive;
        // A store with a limit needs its room for what is not said elsewhere.
        _bytesMax = options.DatabaseBytesMax > 0
            ? Math.Min(_options.BytesMax, options.DatabaseBytesMax / 4)
            : _options.BytesMax;
    }

    /// <summary>Whether there is a milestone, from which the archive begins.</summary>
    public bool IsOn => _options.IsOn && _stretches.Count > 0;

    /// <summary>Bytes of all that is kept for replays.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    public void Load(SqlDatabase database)
    {
        _isStale = false;
        _stretches.Clear();
        _bytes = 0;
        foreach (var (milestone, bytes) in MilestoneTable.ReadAll(database))
            Add(new Stretch(milestone) { Bytes = bytes });
        if (!_options.IsOn)
        {
            while (_stretches.Count > 0)
                DropOldest(database);
        }
        else if (_stretches.Count > 0)
        {
            var last = _stretches[^1].Milestone;
            _atTicks = last.AtTicks;
            _markTicks = Math.Max(last.MarkTicks, ArchiveTable.NewestMark(database, last.Cursor) ?? 0);
        }
    }

    /// <summary>
    /// Begins a checkpoint's transaction; returns the cursor at which rows must have stood to be kept when they are replaced.
    /// −1: none is kept.
    /// </summary>
    public long Begin(SqlDatabase database)
    {
        if (_isStale)
            Load(database);
        return IsOn ? _stretches[^1].Milestone.Cursor : -1;
    }

    /// <summary>Part of a checkpoint's transaction, after everything else of it.</summary>
    public void Write(SqlDatabase database, ArchiveFlush flush, long cursor, long bytesKept)
    {
        if (!IsOn)
            return;
        ArchiveTable.Append(database, flush);
        var stretch = _stretches[^1];
        MilestoneTable.AddBytes(database, stretch.Milestone.Number, flush.Bytes + bytesKept);
        stretch.Bytes += flush.Bytes + bytesKept;
        _bytes += flush.Bytes + bytesKept;
        foreach (var (block, _, _) in flush.Blocks)
        {
            stretch.Samples += block.Samples;
            _markTicks = Math.Max(_markTicks, block.LastMarkTicks);
        }

        _atTicks = flush.AtTicks ?? _atTicks;
        if (IsMilestoneDue(stretch, flush))
            Insert(database, new Milestone(0, cursor, cursor, _atTicks, _markTicks, stretch.Milestone.PlantVersion));
    }

    /// <summary>A version of the plant takes force behind a checkpoint: another one, or the archive's first.</summary>
    public void PutInForce(SqlDatabase database, int plantVersion, long atTicks, long cursor, long lastSequence)
    {
        Begin(database);
        if (!_options.IsOn || (IsOn && _stretches[^1].Milestone.PlantVersion == plantVersion))
            return;
        if (_stretches.Count == 0)
            _markTicks = NewestMarkOfHistory(database);
        Insert(database, new Milestone(0, cursor, lastSequence + 1, atTicks, _markTicks, plantVersion));
    }

    /// <summary>Drops the oldest stretch if it is too old or the archive too large; false: nothing is to be dropped.</summary>
    public bool Trim(SqlDatabase database)
    {
        Begin(database);
        if (_stretches.Count < 2)
            return false;
        var isOld = _atTicks - _stretches[1].Milestone.AtTicks > _options.Retention.Ticks;
        if (!isOld && _bytes <= _bytesMax)
            return false;
        DropOldest(database);
        return true;
    }

    /// <summary>A transaction failed: what was counted in it is read again before the next use. Any thread.</summary>
    public void Forget() => _isStale = true;

    private bool IsMilestoneDue(Stretch stretch, ArchiveFlush flush) =>
        flush.HasGap
        || Math.Abs(_atTicks - stretch.Milestone.AtTicks) >= _options.MilestonePeriod.Ticks
        || stretch.Samples >= SamplesPerMilestoneMax
        || stretch.Bytes >= _bytesMax / StretchesMin;

    private void Insert(SqlDatabase database, Milestone milestone)
    {
        var numbered = milestone with { Number = _stretches.Count == 0 ? 1 : _stretches[^1].Milestone.Number + 1 };
        MilestoneTable.Insert(database, numbered);
        Add(new Stretch(numbered));
    }

    private void Add(Stretch stretch)
    {
        _stretches.Add(stretch);
        _bytes += stretch.Bytes;
    }

    private void DropOldest(SqlDatabase database)
    {
        var to = _stretches.Count > 1 ? _stretches[1].Milestone.Cursor : long.MaxValue;
        ArchiveTable.DropTo(database, to);
        SnapshotPast.DropTo(database, to);
        LedgerPast.DropTo(database, to);
        MilestoneTable.Delete(database, _stretches[0].Milestone.Number);
        _bytes -= _stretches[0].Bytes;
        _stretches.RemoveAt(0);
    }

    /// <summary>Of a store that is older than its archive: no sample in it is newer than this.</summary>
    private static long NewestMarkOfHistory(SqlDatabase database) =>
        ChunkTable.HourRange(database) is { } range ? Hours.StartTicks(range.Last + 1) : 0;

    /// <summary>A milestone with what the archive keeps up to the next one.</summary>
    private sealed class Stretch(Milestone milestone)
    {
        public Milestone Milestone => milestone;

        public long Bytes { get; set; }

        public long Samples { get; set; }
    }
}
