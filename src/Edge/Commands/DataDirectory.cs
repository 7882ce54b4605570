using OrleansTwin.Runtime.Commands;
using OrleansTwin.Store;
using OrleansTwin.Store.Postgres;
using OrleansTwin.Store.Sqlite;

namespace OrleansTwin.Edge.Commands;

/// <summary>Where a plant's data lies: a directory, of which a temporary one is deleted at the end, or a database.</summary>
internal sealed class DataDirectory : IDisposable
{
    private readonly string? _connectionString;

    private DataDirectory(string place, bool isTemporary, string? connectionString = null) =>
        (Place, IsTemporary, _connectionString) = (place, isTemporary, connectionString);

    /// <summary>The directory, or what a user calls the database.</summary>
    public string Place { get; }

    public bool IsTemporary { get; }

    /// <summary>Tells what is free on the directory's disk; null: a database looks after its own.</summary>
    public Func<long>? FreeBytes =>
        _connectionString is null ? () => new DriveInfo(Place).AvailableFreeSpace : null;

    /// <summary>Of a run: a database where one is named, else a directory.</summary>
    /// <exception cref="CommandException">Both are named.</exception>
    /// <exception cref="ArgumentException">The connection string can't be used.</exception>
    public static DataDirectory Of(EdgeSettings settings, bool isTemporary)
    {
        if (settings.Store is not { } connectionString)
            return Open(settings.Data, isTemporary);
        if (settings.Data is null)
            return new DataDirectory(PostgresTwinStore.PlaceOf(connectionString), false, connectionString);
        throw BothNamed(settings.Data);
    }

    public static CommandException BothNamed(string directory) => new(
        ExitCode.BadInput,
        $"Both a data directory ('{directory}') and a store are named, and everything is kept in one of them. "
        + "Leave out --data (or 'data' in the settings) or --store (or 'store').");

    /// <summary>A null path is a new temporary directory, or <c>./data</c>.</summary>
    /// <exception cref="CommandException">It can't be made.</exception>
    public static DataDirectory Open(string? path, bool isTemporary)
    {
        if (path is null && isTemporary)
            return new DataDirectory(Directory.CreateTempSubdirectory("orleanstwin-").FullName, true);
        var full = Path.GetFullPath(path ?? "data");
        try
        {
            Directory.CreateDirectory(full);
        }
        catch (Exception impossible) when (impossible is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(
                ExitCode.Failed,
                $"The data directory '{full}' can't be made: {impossible.Message} Choose another with --data.",
                impossible);
        }

        return new DataDirectory(full, false);
    }

    public ValueTask<ITwinStore> OpenStoreAsync(StoreOptions? options = null) => _connectionString is null
        ? SqliteTwinStore.OpenAsync(Place, options)
        : PostgresTwinStore.OpenAsync(_connectionString, options);

    public void Dispose()
    {
        if (IsTemporary)
            Directory.Delete(Place, recursive: true);
    }
}
