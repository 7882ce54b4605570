using OrleansTwin.Bench.Harness;
using OrleansTwin.Bench.Stores;
using OrleansTwin.Store.Postgres;
using OrleansTwin.Store.Sqlite;

namespace OrleansTwin.Bench.Benchmarks;

/// <summary>The store in PostgreSQL beside the embedded one: appends, a checkpoint, a year of minutes, a start.</summary>
internal sealed class StoreBenchmark : IBenchmark
{
    public string Name => "store";

    public string Measures =>
        "PostgreSQL on this machine, its commits synced, over a Unix socket; the embedded SQLite store as the baseline";

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellation)
    {
        var directory = Directory.CreateTempSubdirectory("bench-store-");
        await using var server = await PostgresServer.StartAsync();
        try
        {
            var embedded = await StoreRun.MeasureAsync(() => SqliteTwinStore.OpenAsync(directory.FullName));
            var remote = await StoreRun.MeasureAsync(() => PostgresTwinStore.OpenAsync(server.ConnectionString));
            return [.. remote.Zip(embedded).Select(
                pair => pair.First with { Baseline = new Baseline("SQLite", pair.Second.Value) })];
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
