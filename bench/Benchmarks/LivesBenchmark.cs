using OrleansTwin.Bench.Harness;
using OrleansTwin.Bench.History;
using OrleansTwin.Bench.Lives;
using OrleansTwin.Store.Postgres;

namespace OrleansTwin.Bench.Benchmarks;

/// <summary>What it costs to follow the remaining life of machines, over PostgreSQL and over the embedded store.</summary>
internal sealed class LivesBenchmark : IBenchmark
{
    public string Name => "lives";

    public string Measures =>
        $"remaining life of {LifePlant.Machines:N0} machines with {LifePlant.RenewalsPerMachine} work orders and a reading of "
        + "wear each in a quarter of an hour; over PostgreSQL on this machine, the embedded SQLite store as the baseline";

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellation)
    {
        IReadOnlyList<Figure> embedded;
        await using (var scratch = await ScratchStore.OpenAsync())
            embedded = await LifeRun.MeasureAsync(scratch.Store, cancellation);
        await using var server = await PostgresServer.StartAsync();
        await using var store = await PostgresTwinStore.OpenAsync(server.ConnectionString);
        var remote = await LifeRun.MeasureAsync(store, cancellation);
        return [.. remote.Zip(embedded).Select(pair => pair.First with { Baseline = new Baseline("SQLite", pair.Second.Value) })];
    }
}
