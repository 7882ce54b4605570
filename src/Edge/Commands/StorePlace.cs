using System.CommandLine;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Store;
using OrleansTwin.Store.Archive;
using OrleansTwin.Store.Postgres;
using OrleansTwin.Store.Sqlite;

namespace OrleansTwin.Edge.Commands;

/// <summary>Where the store lies that a command looks into, beside a running Edge: a data directory or a database.</summary>
internal sealed class StorePlace
{
    private readonly string _directory;
    private readonly string? _connectionString;

    private StorePlace(string directory, string? connectionString) =>
        (_directory, _connectionString) = (directory, connectionString);

    /// <summary>What a user calls it.</summary>
    public string Name => _connectionString is null ? _directory : PostgresTwinStore.PlaceOf(_connectionString);

    public static Option<string?> NewOption() => new("--store")
    {
        Description = "PostgreSQL database that holds the store, instead of a data directory (docs/postgresql.md).",
        HelpName = "CONNECTION",
    };

    /// <summary>
    /// What the options name, else what <c>run</c> would take from the environment, so that no password need be typed; else
    /// <c>./data</c>.
    /// </summary>
    /// <exception cref="CommandException">Both are named.</exception>
    public static StorePlace Of(string? directory, string? connectionString)
    {
        if (directory is null && connectionString is null)
        {
            var settings = SettingsReader.Read<EdgeSettings>(file: null);
            (directory, connectionString) = (settings.Data, settings.Store);
        }

        return directory is not null && connectionString is not null
            ? throw DataDirectory.BothNamed(directory)
            : new StorePlace(Path.GetFullPath(directory ?? "data"), connectionString);
    }

    public IPast OpenPast() =>
        _connectionString is null ? SqlitePast.Open(_directory) : PostgresPast.Open(_connectionString);

    public StoreInfo ReadInfo() =>
        _connectionString is null ? SqliteMaintenance.ReadInfo(_directory) : PostgresMaintenance.ReadInfo(_connectionString);

    public IReadOnlyList<StoreFinding> Check() =>
        _connectionString is null ? SqliteMaintenance.Check(_directory) : PostgresMaintenance.Check(_connectionString);

    /// <summary>For what can be done with files only.</summary>
    /// <exception cref="CommandException">It is a database; says what to use.</exception>
    public string RequireDirectory() => _connectionString is null ? _directory : throw new CommandException(
        ExitCode.BadInput,
        $"{Name} is backed up and restored by PostgreSQL's own means, while the Edge runs:\n"
        + $"  {PostgresMaintenance.BackupCommandOf(_connectionString, "twin.dump")}\n"
        + "docs/postgresql.md says how it is restored with pg_restore. To mean a data directory, name it with --data.");
}
