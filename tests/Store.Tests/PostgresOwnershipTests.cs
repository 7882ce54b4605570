using OrleansTwin.Peers;
using OrleansTwin.Store.Postgres;
using OrleansTwin.Store.Tests.Databases;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Tests;

/// <summary>One process has a schema, and whoever can't have it is told why.</summary>
public sealed class PostgresOwnershipTests() : StoreContract(StoreKind.Postgres)
{
    [Fact]
    public async Task A_schema_in_use_is_refused_and_names_the_process()
    {
        await using var test = await OpenAsync();
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => test.Database.OpenAsync(StoreOptions.Default));
        Assert.Contains($"in use by orleanstwin {Environment.MachineName} process {Environment.ProcessId}", refused.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_lost_the_schema_to_another_process_writes_no_more()
    {
        var database = new PostgresTestDatabase();
        await using var test = await TestStore.OpenAsync(database);
        var sensor = await test.AddSensorAsync();
        await test.AppendAsync(sensor, new Sample(1, 1.0));
        await database.RunAsync("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' "
            + $"AND (objid::bigint >> 8) = ('{database.Schema}'::regnamespace::oid::bigint & 16777215)");
        var other = await database.OpenAsync(StoreOptions.Default);
        Assert.Equal(1, other.Journal.LastSequence);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => test.AppendAsync(sensor, new Sample(2, 2.0)).AsTask());
        var inUse = await Assert.ThrowsAsync<StoreRefusedException>(() => test.AppendAsync(sensor, new Sample(2, 2.0)).AsTask());
        Assert.Contains("in use by", inUse.Message, StringComparison.Ordinal);
        await other.DisposeAsync();
        var taken = await Assert.ThrowsAsync<StoreRefusedException>(() => test.AppendAsync(sensor, new Sample(2, 2.0)).AsTask());
        Assert.Contains("taken by another process", taken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_known_to_be_gone_and_only_who_is_has_its_sessions_ended_and_writes_no_more()
    {
        await using var database = new PostgresTestDatabase();
        var place = await database.ConnectionStringAsync();
        await using var former = await PostgresTwinStore.OpenAsync(
            place, owner: new PostgresOwner("orleanstwin silo a", _ => false));
        await former.Journal.AppendAsync(default);
        List<string> asked = [];
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => PostgresTwinStore.OpenAsync(
            place, owner: new PostgresOwner("orleanstwin silo b", name =>
            {
                asked.Add(name);
                return false;
            })).AsTask());
        Assert.Contains("in use by orleanstwin silo a", refused.Message, StringComparison.Ordinal);
        Assert.All(asked, name => Assert.Equal("orleanstwin silo a", name));
        await former.Journal.AppendAsync(default);

        await using var next = await PostgresTwinStore.OpenAsync(
            place, owner: new PostgresOwner("orleanstwin silo b", name => name == "orleanstwin silo a"));
        Assert.Equal(2, next.Journal.LastSequence);
        await next.Journal.AppendAsync(default);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => former.Journal.AppendAsync(default).AsTask());
        var taken = await Assert.ThrowsAsync<StoreRefusedException>(() => former.Journal.AppendAsync(default).AsTask());
        Assert.Contains("in use by orleanstwin silo b", taken.Message, StringComparison.Ordinal);
        await next.Journal.AppendAsync(default);
        Assert.Equal(4, next.Journal.LastSequence);
    }

    [Fact]
    public async Task A_newer_schema_is_refused_and_left_alone()
    {
        await using var test = await OpenAsync();
        await using var newer = await test.CloseAndRunAsync("INSERT INTO schema_version VALUES (99, now())");
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => newer.OpenAsync(StoreOptions.Default));
        Assert.Contains("has schema 99; this program knows up to", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_rights_are_told_with_the_statement_that_grants_them()
    {
        await using var database = new PostgresTestDatabase();
        var server = await PostgresServer.Shared;
        await database.RunAsync("CREATE ROLE guest LOGIN; CREATE SCHEMA foreign_one");
        var refused = await RefusedAsync($"Host={server.Directory};Username=guest;Database=postgres;Search Path=none");
        Assert.Contains("CREATE SCHEMA none AUTHORIZATION guest", refused.Message, StringComparison.Ordinal);
        refused = await RefusedAsync($"Host={server.Directory};Username=guest;Database=postgres;Search Path=foreign_one");
        Assert.Contains("GRANT USAGE, CREATE ON SCHEMA foreign_one TO guest", refused.Message, StringComparison.Ordinal);
        refused = await RefusedAsync($"{server.ConnectionString};Database=missing");
        Assert.Contains("database \"missing\" does not exist. Create it", refused.Message, StringComparison.Ordinal);
        refused = await RefusedAsync($"Host={server.Directory};Username=nobody;Database=postgres");
        Assert.Contains("refuses the login", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schema_with_tables_of_something_else_is_refused()
    {
        await using var database = new PostgresTestDatabase();
        await database.RunAsync($"CREATE SCHEMA {database.Schema}; CREATE TABLE {database.Schema}.name (mine int)");
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => database.OpenAsync(StoreOptions.Default));
        Assert.Contains("holds 1 tables of something else", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_few_connections_are_unavailable_and_a_server_that_is_away_too()
    {
        await using var database = new PostgresTestDatabase();
        var server = await PostgresServer.Shared;
        await database.RunAsync("CREATE ROLE plain LOGIN CONNECTION LIMIT 1; "
            + $"CREATE SCHEMA {database.Schema} AUTHORIZATION plain");
        var full = await Assert.ThrowsAsync<StoreUnavailableException>(() => PostgresTwinStore.OpenAsync(
            $"Host={server.Directory};Username=plain;Database=postgres;Search Path={database.Schema}").AsTask());
        Assert.Contains("no connection left", full.Message, StringComparison.Ordinal);
        var away = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => PostgresTwinStore.OpenAsync("Host=/nowhere;Username=a;Database=b").AsTask());
        Assert.Contains("cannot be reached", away.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_of_the_server_refuses_appends_until_there_is_room()
    {
        var database = new PostgresTestDatabase();
        await using var test = await TestStore.OpenAsync(database);
        var sensor = await test.AddSensorAsync();
        await database.RunAsync(
            """
            CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
            CREATE TRIGGER full_disk BEFORE INSERT ON journal EXECUTE FUNCTION full_disk()
            """);
        var full = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => test.AppendAsync(sensor, new Sample(1, 1.0)).AsTask());
        Assert.Contains("The store is full", full.Message, StringComparison.Ordinal);
        await database.RunAsync("DROP TRIGGER full_disk ON journal");
        Assert.Equal(1, await test.AppendAsync(sensor, new Sample(1, 1.0)));
    }

    [Theory]
    [InlineData("Database=x", "no Host")]
    [InlineData("Host=x", "no Database")]
    [InlineData("Host=x;Database=y;Search Path=a,b", "Search Path=a,b")]
    [InlineData("Host=x;Database=y;Maximum Pool Size=2", "Maximum Pool Size=2")]
    [InlineData("Host=x;Database=y;Hots=z", "hots")]
    [InlineData("Host=x;Database=y;Port=many", "KEY=VALUE")]
    public void A_connection_string_that_cannot_be_used_is_told_with_what_is_wrong(string text, string told)
    {
        var wrong = Assert.Throws<ArgumentException>(() => PostgresSettings.Parse(text));
        Assert.Contains(told, wrong.Message, StringComparison.OrdinalIgnoreCase);
    }

    private static Task<StoreRefusedException> RefusedAsync(string connectionString) =>
        Assert.ThrowsAsync<StoreRefusedException>(() => PostgresTwinStore.OpenAsync(connectionString).AsTask());
}
