using OrleansTwin.Store.Buffers;
using OrleansTwin.Store.Codecs;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Store.Sql;

/// <summary>Ledger rows in the database.</summary>
internal static class LedgerTable
{
    /// <summary>What a row is, but for its twin.</summary>
    public const string Content = "bucket, part, earliest, version, is_settled, crc, slices, events, opening, since";
    public const string Columns = $"id, {Content}";
    private const string ByKey = $"SELECT {Columns} FROM ledger WHERE twin = ? AND bucket = ? AND part = ?";
    public const int CrcColumn = 6;
    private const int SlicesColumn = 7;
    public const int SinceColumn = 10;
    public const int ColumnCount = 11;

    /// <summary>
    /// Rows that are taken up at a time. Where a minute ends for tens of thousands of machines at once, a checkpoint has as many
    /// rows, and the sums that they change take some five kilobytes a machine: so few are collected while they are young.
    /// </summary>
    private const int RowsAtOnce = 250;

    /// <summary>Saves rows whose version is higher than the stored one's, with their sums. Returns the rows saved.</summary>
    /// <remarks>A stored row that is damaged is set aside first: what it added to the sums is taken back with it.</remarks>
    /// <param name="database">In a checkpoint's transaction.</param>
    /// <param name="rows">One of a key.</param>
    /// <param name="cursor">The checkpoint's.</param>
    /// <param name="milestone">Rows that stood at this cursor are kept when they are replaced; −1: none is.</param>
    /// <param name="damage">Gets what is damaged.</param>
    public static int Save(
        SqlDatabase database, IReadOnlyList<LedgerRow> rows, long cursor, long milestone, DamageBook damage)
    {
        var saved = 0;
        foreach (var part in rows.Chunk(RowsAtOnce))
            saved += SavePart(database, part, cursor, milestone, damage);
        return saved;
    }

    /// <summary>What is stored under a key; a row that is damaged is null, and was reported.</summary>
    public static StoredLedgerRow Find(SqlDatabase database, in LedgerRowKey key, DamageBook damage)
    {
        var row = database.Prepare(ByKey).With(key.TwinKey, key.BucketTicks, (int)key.Part);
        if (!row.Step())
            return default;
        var found = StoredOf(row, key.TwinKey, damage);
        row.Reset();
        return found;
    }

    /// <summary>What is stored under the keys of rows, in their order; a row that is damaged is null, and was reported.</summary>
    public static StoredLedgerRow[] FindAll(SqlDatabase database, IReadOnlyList<LedgerRow> rows, DamageBook damage)
    {
        var found = new StoredLedgerRow[rows.Count];
        long[][] keys = [.. rows.Select(row => (long[])[row.TwinKey, row.Report.BucketTicks, (int)row.Report.Part])];
        database.ReadMany(ByKey, keys, (i, row) => found[i] = StoredOf(row, rows[i].TwinKey, damage));
        return found;
    }

    public static List<LedgerRow> Read(
        SqlDatabase database, int twinKey, string twinId, ReportPart part, long fromTicks, long toTicks, int limit,
        DamageBook damage)
    {
        List<LedgerRow> found = [];
        var rows = database.Prepare(
            $"SELECT {Columns} FROM ledger WHERE twin = ? AND bucket >= ? AND bucket < ? AND part = ? ORDER BY bucket LIMIT ?")
            .With(twinKey, fromTicks, toTicks, (int)part, limit);
        while (rows.Step())
        {
            if (TryRead(rows, twinKey, twinId, damage) is { } row)
                found.Add(row);
        }

        return found;
    }

    public static void IndexChanges(SqlDatabase database) =>
        database.Prepare("CREATE INDEX IF NOT EXISTS ledger_by_since ON ledger (since, id)").Run();

    public static LedgerChanges ReadChanges(
        SqlDatabase database, INameTable names, LedgerPlace after, long cursor, int limit, DamageBook damage)
    {
        var (found, to, count) = (new List<LedgerRow>(), after, 0);
        var rows = database.Prepare(
            $"""
            SELECT {Columns}, twin FROM ledger WHERE since >= ? AND since <= ? AND (since > ? OR id > ?)
            ORDER BY since, id LIMIT ?
            """).With(after.Cursor, cursor, after.Cursor, after.Row, limit);
        while (rows.Step())
        {
            (to, count) = (new LedgerPlace(rows.Long(SinceColumn), rows.Long(0)), count + 1);
            var twinKey = rows.Int(ColumnCount);
            if (TryRead(rows, twinKey, names.NameOf(twinKey), damage) is { } row)
                found.Add(row);
        }

        return new LedgerChanges(found, to, IsAll: count < limit);
    }

    /// <summary>Adds the slices of a part, per product and order.</summary>
    public static void AddSlices(
        SqlDatabase database, int twinKey, in WindowPart part, ContextSums sums, DamageBook damage)
    {
        var rows = RowsWithSlicesIn(database, twinKey, part);
        while (rows.Step())
        {
            foreach (var slice in TryRead(rows, twinKey, twinId: "", damage)?.Report.Slices ?? [])
            {
                if (slice.Key.BucketTicks >= part.FromTicks && slice.Key.BucketTicks < part.ToTicks)
                    sums.Add(slice);
            }
        }
    }

    /// <summary>Adds the slices of a part that are asked for.</summary>
    public static void AddSlices(
        SqlDatabase database, int twinKey, in WindowPart part, SliceSum slices, ref ElementVector sum, DamageBook damage)
    {
        var rows = RowsWithSlicesIn(database, twinKey, part);
        while (rows.Step())
        {
            if (IsWhole(rows, twinKey))
                slices.Add(rows.Blob(SlicesColumn), rows.Long(1), part, ref sum);
            else
                Report(rows, twinKey, damage);
        }
    }

    private static int SavePart(SqlDatabase database, LedgerRow[] rows, long cursor, long milestone, DamageBook damage)
    {
        var changes = new RollupChanges();
        var writer = new ByteWriter();
        var saved = 0;
        var found = FindAll(database, rows, damage);
        Heal(database, rows, found, damage);
        for (var i = 0; i < rows.Length; i++)
        {
            var (row, stored) = (rows[i], found[i]);
            LedgerRules.Check(row);
            if (stored.Row is not null && stored.Row.Report.Version >= row.Report.Version)
                continue;
            foreach (var slice in stored.Row?.Report.Slices ?? [])
                changes.Subtract(row.TwinKey, slice);
            foreach (var slice in row.Report.Slices)
                changes.Add(row.TwinKey, slice);
            if (stored.Row is not null && stored.Since <= milestone)
                LedgerPast.Keep(database, stored, cursor);
            Write(database, stored.Row is null, row, cursor, writer);
            saved++;
        }

        RollupTable.Apply(database, changes, damage);
        return saved;
    }

    /// <summary>Slices lie in rows of their bucket or behind it, up to the look-back.</summary>
    private static SqlStatement RowsWithSlicesIn(SqlDatabase database, int twinKey, in WindowPart part) => database.Prepare(
        $"SELECT {Columns} FROM ledger WHERE twin = ? AND bucket >= ? AND bucket < ? AND earliest < ?")
        .With(twinKey, part.FromTicks, part.ToTicks + ILedger.LookBackTicks, part.ToTicks);

    private static void Write(SqlDatabase database, bool isNew, LedgerRow row, long cursor, ByteWriter writer)
    {
        var report = row.Report;
        writer.Clear();
        SliceCodec.WriteSlices(writer, report.BucketTicks, report.Slices);
        var slicesLength = writer.Length;
        EventCodec.Write(writer, report.BucketTicks, report.Events);
        var eventsLength = writer.Length - slicesLength;
        writer.Bytes(row.OpeningState.Span);
        var state = StateOf(report.IsSettled, cursor);
        var crc = ChecksumOf(row.TwinKey, report.BucketTicks, (int)report.Part, report.Version, state, writer.Written);
        database.Prepare(isNew
            ? """
              INSERT INTO ledger (twin, bucket, part, earliest, version, is_settled, crc, slices, events, opening, since)
              VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
              """
            : """
              UPDATE ledger SET earliest = ?4, version = ?5, is_settled = ?6, crc = ?7, slices = ?8, events = ?9, opening = ?10,
                since = ?11
              WHERE twin = ?1 AND bucket = ?2 AND part = ?3
              """)
            .With(row.TwinKey, report.BucketTicks, (int)report.Part)
            .Number(4, EarliestOf(report)).Number(5, report.Version).Number(6, report.IsSettled ? 1 : 0).Number(7, crc)
            .Blob(8, writer.Written[..slicesLength])
            .Blob(9, writer.WrittenFrom(slicesLength)[..eventsLength])
            .Blob(10, row.OpeningState.Span).Number(11, cursor).Run();
    }

    private static StoredLedgerRow StoredOf(SqlStatement row, int twinKey, DamageBook damage) =>
        new(row.Long(0), TryRead(row, twinKey, twinId: "", damage), row.Long(SinceColumn), row.Long(CrcColumn));

    private static long EarliestOf(BucketReport report)
    {
        var earliest = report.BucketTicks;
        foreach (var slice in report.Slices)
            earliest = Math.Min(earliest, slice.Key.BucketTicks);
        return earliest;
    }

    /// <summary>
    /// Takes a damaged row out of the table at once, so that another can take its place, and sums its hours and days anew.
    /// </summary>
    public static void SetAside(SqlDatabase database, in FoundDamage found, DamageBook damage)
    {
        DamageTable.SetAside(database, found);
        var bucket = found.Damage.FromTicks;
        RollupTable.Rebuild(database, found.Damage.TwinKey, bucket - ILedger.LookBackTicks, bucket + Buckets.WidthTicks, damage);
    }

    /// <summary>Sets aside what is damaged of the rows found, before any is written, since the sums are summed anew.</summary>
    private static void Heal(
        SqlDatabase database, LedgerRow[] rows, StoredLedgerRow[] found, DamageBook damage)
    {
        for (var i = 0; i < found.Length; i++)
        {
            if (found[i].Row is not null || found[i].Id == 0)
                continue;
            var described = Describe(rows[i].TwinKey, rows[i].Report.BucketTicks);
            SetAside(database, new FoundDamage("ledger", found[i].Id, found[i].Crc, described), damage);
        }
    }

    private static Damage Describe(int twinKey, long bucketTicks) => new(
        DamageKind.LedgerRow, twinKey, bucketTicks, bucketTicks + Buckets.WidthTicks,
        $"The ledger row of twin key {twinKey} at {new DateTime(bucketTicks):u} is damaged: its checksum differs. "
        + "KPIs of that minute are missing; restore a backup to have them again.");

    /// <summary>The row, or null: it is damaged, and was reported.</summary>
    private static LedgerRow? TryRead(SqlStatement row, int twinKey, string twinId, DamageBook damage)
    {
        try
        {
            return ReadRow(row, twinKey, twinId);
        }
        catch (StoreCorruptedException)
        {
            Report(row, twinKey, damage);
            return null;
        }
    }

    private static void Report(SqlStatement row, int twinKey, DamageBook damage) =>
        damage.Report("ledger", row.Long(0), row.Long(CrcColumn), Describe(twinKey, row.Long(1)));

    public static LedgerRow ReadRow(SqlStatement row, int twinKey, string twinId)
    {
        var bucketTicks = row.Long(1);
        if (!IsWhole(row, twinKey))
        {
            throw new StoreCorruptedException(
                $"The ledger row of twin key {twinKey} at {new DateTime(bucketTicks):u} is damaged: its checksum differs.");
        }

        var report = new BucketReport(
            twinId, (ReportPart)row.Int(2), bucketTicks, row.Long(4), row.Long(5) != 0,
            SliceCodec.ReadSlices(row.Blob(SlicesColumn), bucketTicks), EventCodec.Read(row.Blob(8), bucketTicks));
        return new LedgerRow(twinKey, report, row.Blob(9).ToArray());
    }

    private static bool IsWhole(SqlStatement row, int twinKey)
    {
        var state = StateOf(row.Long(5) != 0, row.Long(SinceColumn));
        var crc = Crc32C.Of(Crc32C.Of(twinKey, row.Long(1), row.Long(2), []), row.Long(4), state, row.Blob(SlicesColumn));
        return row.Long(CrcColumn) == Crc32C.Continue(Crc32C.Continue(crc, row.Blob(8)), row.Blob(9));
    }

    private static long ChecksumOf(int twinKey, long bucket, int part, long version, long state, ReadOnlySpan<byte> data) =>
        Crc32C.Of(Crc32C.Of(twinKey, bucket, part, []), version, state, data);

    /// <summary>Both in one number of the checksum; rows older than the archive, with a since of 0, keep theirs.</summary>
    private static long StateOf(bool isSettled, long since) => (since << 1) | (isSettled ? 1L : 0L);
}
