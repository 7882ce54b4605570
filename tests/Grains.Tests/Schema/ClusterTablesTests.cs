using Npgsql;
using OrleansTwin.Grains.Tests.Deploy;
using OrleansTwin.Peers;
using OrleansTwin.Silo.Hosting;
using OrleansTwin.Store;

namespace OrleansTwin.Grains.Tests.Schema;

/// <summary>How a process comes to the tables of the cluster when it starts.</summary>
public sealed class ClusterTablesTests
{
    [Fact]
    public async Task Processes_that_start_together_on_an_empty_database_make_the_tables_once()
    {
        var database = await ClusterDatabase.EmptyAsync();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => ClusterTables.Prepare(database.Grid))));
        await database.MembershipAsync();
        await database.StorageAsync();
    }

    [Fact]
    public async Task Running_the_file_again_keeps_what_is_there_and_mends_queries()
    {
        var database = await ClusterDatabase.PreparedAsync();
        var version = (await (await database.MembershipAsync()).ReadAll()).Version;
        await database.RunAsync("UPDATE OrleansQuery SET QueryText = 'SELECT 1 / 0'; DELETE FROM schema_version");
        ClusterTables.Prepare(database.Grid);
        Assert.Equal(version.VersionEtag, (await (await database.MembershipAsync()).ReadAll()).Version.VersionEtag);
    }

    [Fact]
    public async Task The_file_can_be_run_by_hand()
    {
        var (server, database) = (await PostgresServer.Shared, await ClusterDatabase.EmptyAsync());
        var schema = ClusterTables.SchemaOf(database.Grid);

        // Whom the server runs as may not read where the tests lie.
        var file = Path.Combine(server.Directory, "schema.postgresql.sql");
        File.Copy(DeployFiles.PathOf("schema.postgresql.sql"), file, overwrite: true);
        string[] byHand =
        [
            "--quiet", "--set", "ON_ERROR_STOP=1", "--single-transaction", "--dbname", "postgres",
            "--command", $"SET client_min_messages = warning; CREATE SCHEMA IF NOT EXISTS {schema}; SET search_path = {schema}",
            "--file", file,
        ];
        await server.UseAsync("psql", byHand);
        await server.UseAsync("psql", byHand);
        ClusterTables.Prepare(database.Grid);
        await database.MembershipAsync();
    }

    [Fact]
    public async Task Tables_of_a_newer_program_are_refused_and_stay()
    {
        var database = await ClusterDatabase.PreparedAsync();
        await database.RunAsync($"INSERT INTO schema_version VALUES ({ClusterTables.Version + 1}, now())");
        var refused = Assert.Throws<StoreRefusedException>(() => ClusterTables.Prepare(database.Grid));
        Assert.Contains($"has tables of version {ClusterTables.Version + 1}", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"knows up to {ClusterTables.Version}.", refused.Message, StringComparison.Ordinal);
        var file = await File.ReadAllTextAsync(DeployFiles.PathOf("schema.postgresql.sql"));
        var byHand = await Assert.ThrowsAsync<PostgresException>(() => database.RunAsync(file));
        Assert.Contains("is newer than this file", byHand.MessageText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_that_may_not_make_them_is_told_what_an_administrator_has_to_run()
    {
        var (server, database) = (await PostgresServer.Shared, await ClusterDatabase.EmptyAsync());
        var role = $"poor_{database.Grid.SchemaPrefix}";
        var poor = database.Grid with { Store = $"Host={server.Directory};Username={role};Database=postgres" };
        await database.RunAsync($"CREATE ROLE {role} LOGIN");
        var refused = Assert.Throws<StoreRefusedException>(() => ClusterTables.Prepare(poor));
        var grant = $"GRANT CREATE ON DATABASE postgres TO {role};";
        Assert.Contains(grant, refused.Message, StringComparison.Ordinal);
        await database.RunAsync(grant);
        ClusterTables.Prepare(poor);
    }

    [Fact]
    public async Task A_role_that_may_not_use_the_schema_of_another_is_told_what_to_run()
    {
        var (server, database) = (await PostgresServer.Shared, await ClusterDatabase.PreparedAsync());
        var role = $"poor_{database.Grid.SchemaPrefix}";
        var poor = database.Grid with { Store = $"Host={server.Directory};Username={role};Database=postgres" };
        await database.RunAsync($"CREATE ROLE {role} LOGIN");
        var refused = Assert.Throws<StoreRefusedException>(() => ClusterTables.Prepare(poor));
        var schema = ClusterTables.SchemaOf(poor);
        var grant = $"GRANT ALL ON SCHEMA {schema} TO {role}; GRANT ALL ON ALL TABLES IN SCHEMA {schema} TO {role};";
        Assert.Contains(grant, refused.Message, StringComparison.Ordinal);
        await database.RunAsync(grant);
        ClusterTables.Prepare(poor);
        await new ClusterDatabase(poor).MembershipAsync();
    }

    [Fact]
    public async Task A_server_that_is_away_is_told()
    {
        var database = await ClusterDatabase.EmptyAsync();
        var away = database.Grid with { Store = "Host=/nowhere/at/all;Username=twin;Database=postgres" };
        Assert.Throws<StoreUnavailableException>(() => ClusterTables.Prepare(away));
    }
}
