using Npgsql;
using OrleansTwin.Store.Postgres;

namespace OrleansTwin.Store.Tests.Databases;

/// <summary>A schema of the test's own in the server of all tests, so that each test also shows that stores don't mix.</summary>
internal sealed class PostgresTestDatabase(Func<Task<PostgresServer>> server) : TestDatabase
{
    private static int _count;

    public PostgresTestDatabase()
        : this(() => PostgresServer.Shared)
    {
    }

    public string Schema { get; } = $"test_{Interlocked.Increment(ref _count)}";

    public async Task<string> ConnectionStringAsync() =>
        $"{(await server()).ConnectionString};Search Path={Schema};Maximum Pool Size=4";

    public override async Task<ITwinStore> OpenAsync(StoreOptions options) =>
        await PostgresTwinStore.OpenAsync(await ConnectionStringAsync(), options);

    public override async Task<TestDatabase> CopyAsync()
    {
        var copy = new PostgresTestDatabase(server);
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
