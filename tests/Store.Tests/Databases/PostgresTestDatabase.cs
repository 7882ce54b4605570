using Npgsql;
using OrleansTwin.Peers;
using OrleansTwin.Store.Archive;
using OrleansTwin.Store.Postgres;

namespace OrleansTwin.Store.Tests.Databases;

/// <summary>A schema of the test's own in the server of all tests, so that each test also shows that stores don't mix.</summary>
internal sealed class PostgresTestDatabase(Func<Task<PostgresServer>> server, string? host = null) : TestDatabase
{
    private static int _count;

    /// <param name="host">By which way the stores reach it; null: the server's own.</param>
    public PostgresTestDatabase(string? host = null)
        : this(() => PostgresServer.Shared, host)
    {
    }

    public string Schema { get; } = $"test_{Interlocked.Increment(ref _count)}";

    public async Task<string> ConnectionStringAsync() => $"{(await server()).ConnectionString};Search Path={Schema}";

    public override async Task<ITwinStore> OpenAsync(StoreOptions options)
    {
        // Statements stay in plain text, so that a proxy can read them.
        var way = host is null ? "" : $";Host={host};Max Auto Prepare=0";
        return await PostgresTwinStore.OpenAsync($"{await ConnectionStringAsync()};Maximum Pool Size=4{way}", options);
    }

    public override async Task<IPast> OpenPastAsync() => PostgresPast.Open(await ConnectionStringAsync());

    public override async Task<StoreInfo> ReadInfoAsync() => PostgresMaintenance.ReadInfo(await ConnectionStringAsync());

    public override async Task<IReadOnlyList<StoreFinding>> CheckAsync() =>
        PostgresMaintenance.Check(await ConnectionStringAsync());

    public override async Task<TestDatabase> CopyAsync()
    {
        var copy = new PostgresTestDatabase(server, host);
        await RunAsync(
            $"""
            CREATE SCHEMA {copy.Schema};
            DO $$
            DECLARE t text;
            BEGIN
                FOR t IN SELECT relname FROM pg_class WHERE relnamespace = '{Schema}'::regnamespace AND relkind = 'r' LOOP
                    EXECUTE format('CREATE TABLE {copy.Schema}.%I (LIKE {Schema}.%I INCLUDING ALL)', t, t);
                    EXECUTE format('INSERT INTO {copy.Schema}.%I OVERRIDING SYSTEM VALUE SELECT * FROM {Schema}.%I', t, t);
                    IF EXISTS (
                        SELECT FROM pg_attribute WHERE attrelid = ('{copy.Schema}.' || t)::regclass AND attidentity <> '') THEN
                        EXECUTE format('SELECT setval(pg_get_serial_sequence(''{copy.Schema}.%I'', ''id''), '
                            || '(SELECT coalesce(max(id), 0) + 1 FROM {copy.Schema}.%I), false)', t, t);
                    END IF;
                END LOOP;
            END $$
            """);
        return copy;
    }

    public override async Task RunAsync(string sql)
    {
        await using var connection = new NpgsqlConnection($"{await ConnectionStringAsync()};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public override async ValueTask DisposeAsync() => await RunAsync($"DROP SCHEMA IF EXISTS {Schema} CASCADE");
}
