using OrleansTwin.Store.Sql;

namespace OrleansTwin.Store.Sqlite;

/// <summary>What an operator does with a data directory: look, check, back up, restore.</summary>
public static class SqliteMaintenance
{
    /// <summary>What a data directory holds; an Edge may be running on it.</summary>
    /// <exception cref="StoreRefusedException">There is no store, or its schema is not this program's.</exception>
    public static StoreInfo ReadInfo(string directory)
    {
        using var files = SqliteFiles.Open(directory);
        var bytes = Directory.EnumerateFiles(directory, "*.db*").Order(StringComparer.Ordinal)
            .ToDictionary(file => Path.GetFileName(file), file => new FileInfo(file).Length);
        return SqlInfo.Read(directory, Schema.Migrations.Count, bytes, files.Main, files.Journal);
    }

    /// <summary>Checks a data directory; an Edge may be running on it.</summary>
    /// <exception cref="StoreRefusedException">There is no store, or its schema is not this program's.</exception>
    public static IReadOnlyList<StoreFinding> Check(string directory)
    {
        using var files = SqliteFiles.Open(directory);
        return Check(files, "twin.db", "journal.db");
    }

    /// <summary>Checks a backup.</summary>
    public static IReadOnlyList<StoreFinding> CheckBackup(string file)
    {
        using var files = SqliteFiles.OpenBackup(file);
        return Check(files, Path.GetFileName(file), null);
    }

    /// <summary>
    /// Copies a store into one file, as it is at one moment; an Edge may be running on it, and goes on. The copy is checked
    /// before it gets its name.
    /// </summary>
    /// <returns>The findings, of which each is in the store too; the copy is made whatever they are.</returns>
    /// <exception cref="StoreUnavailableException">It can't be written.</exception>
    public static IReadOnlyList<StoreFinding> Backup(string directory, string file)
    {
        var (part, journalPart) = ($"{file}.part", $"{file}.journal.part");
        try
        {
            SqliteFiles.Open(directory).Dispose();
            File.Delete(part);
            File.Delete(journalPart);
            using (var journal = SqliteDatabase.OpenCopier(SqliteFiles.JournalOf(directory)))
                journal.CopyInto(journalPart);
            using (var main = SqliteDatabase.OpenCopier(SqliteFiles.MainOf(directory)))
                main.CopyInto(part);
            using (var copy = SqliteDatabase.OpenCopier(part))
                copy.TakeTable(journalPart, "journal");
            var findings = CheckBackup(part);
            File.Move(part, file, overwrite: true);
            return findings;
        }
        finally
        {
            File.Delete(journalPart);
            File.Delete(part);
        }
    }

    /// <summary>
    /// Puts a backup in place of what a data directory holds. It is checked before, and complete before it gets its name; a
    /// start after that takes it up.
    /// </summary>
    /// <exception cref="StoreRefusedException">
    /// The directory holds a store and <paramref name="overwrite"/> is false, or a process has it open.
    /// </exception>
    public static IReadOnlyList<StoreFinding> Restore(string file, string directory, bool overwrite)
    {
        var main = SqliteFiles.MainOf(directory);
        if (!overwrite && (File.Exists(main) || File.Exists(SqliteFiles.JournalOf(directory))))
            throw new StoreRefusedException($"{directory} holds a store. Name another directory, or say --overwrite to lose it.");
        var findings = CheckBackup(file);
        if (findings.Count > 0 && !overwrite)
            return findings;
        Directory.CreateDirectory(directory);
        using var held = DirectoryLock.Take(directory);
        var part = $"{main}.part";
        File.Copy(file, part, overwrite: true);
        using (var written = new FileStream(part, FileMode.Open, FileAccess.ReadWrite))
            written.Flush(flushToDisk: true);
        foreach (var old in Directory.EnumerateFiles(directory, "journal.db*").Concat([$"{main}-wal", $"{main}-shm"]))
            File.Delete(old);
        File.Move(part, main, overwrite: true);
        return findings;
    }

    private static List<StoreFinding> Check(SqliteFiles files, string mainName, string? journalName)
    {
        List<StoreFinding> findings = [.. Integrity(files.Main, mainName)];
        if (journalName is not null)
            findings.AddRange(Integrity(files.Journal, journalName));
        return [.. findings, .. SqlCheck.Run(files.Main, files.Journal)];
    }

    private static IEnumerable<StoreFinding> Integrity(SqliteDatabase database, string name) =>
        database.CheckIntegrity().Select(text => new StoreFinding(name, text));
}
