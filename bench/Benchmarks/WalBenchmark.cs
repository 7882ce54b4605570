using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OrleansTwin.Bench.Benchmarks.Folding;
using OrleansTwin.Bench.Harness;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Runtime.Feeds;
using OrleansTwin.Store.Postgres;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Bench.Benchmarks;

/// <summary>
/// What one shard writes on PostgreSQL: ten minutes of 1,000 sensors, with a checkpoint of the shard after every five seconds
/// of data and one of the server after five minutes, as both have them by default.
/// </summary>
internal sealed class WalBenchmark : IBenchmark
{
    private const int Seconds = 600;
    private const int CheckpointSeconds = 5;
    private const int ServerCheckpointSeconds = 300;

    public string Name => "wal";

    public string Measures => "write-ahead log of one shard on PostgreSQL: 1,000 sensors for ten minutes, at 1 Hz and at 10 Hz";

    /// <summary>The faster one first: it makes the code hot.</summary>
    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellation) =>
        [.. await MeasureAsync(10), .. await MeasureAsync(1)];

    private static async Task<IEnumerable<Figure>> MeasureAsync(int hz)
    {
        await using var server = await PostgresServer.StartAsync("max_wal_size = '8GB'", "checkpoint_timeout = '1h'");
        await using var database = NpgsqlDataSource.Create(server.ConnectionString);
        await using var store = await PostgresTwinStore.OpenAsync(server.ConnectionString);
        var plant = FoldPlant.Describe(lines: 2, machinesPerLine: 20, 2 * TimeSpan.TicksPerSecond);
        await using var engine = await TwinEngine.StartAsync(plant, store, NullLogger.Instance, CancellationToken.None);
        var servers = await ProcessesAsync(database);
        var (walBefore, cpuBefore, serverBefore) = (await WalAsync(database), Cpu(Environment.ProcessId), servers.Sum(Cpu));
        var watch = Stopwatch.StartNew();
        var walOfCheckpoints = await PlayAsync(engine, plant, database, hz);
        watch.Stop();
        var wal = await WalAsync(database) - walBefore;
        var (cpu, serverCpu) = (Cpu(Environment.ProcessId) - cpuBefore, servers.Sum(Cpu) - serverBefore);
        var counters = store.ReadCounters();
        var samples = (double)counters.SamplesAppended;
        return
        [
            new($"write-ahead log, {hz} Hz", wal / samples, "B/sample")
            {
                Baseline = new("the journal's batches", counters.JournalBytesAppended / samples),
            },
            new($"of it by checkpoints, {hz} Hz", walOfCheckpoints / samples, "B/sample"),
            new($"processor time of the shard, {hz} Hz", cpu / samples, "µs/sample"),
            new($"processor time of the server, {hz} Hz", serverCpu / samples, "µs/sample"),
            new($"one call at a time, {hz} Hz", samples / watch.Elapsed.TotalSeconds, "samples/s"),
        ];
    }

    /// <summary>Bytes that a server has logged so far.</summary>
    internal static Task<long> WalAsync(NpgsqlDataSource database) =>
        AskAsync(database, "SELECT (pg_current_wal_lsn() - '0/0')::bigint");

    private static async Task<int[]> ProcessesAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("SELECT array_agg(pid) FROM pg_stat_activity");
        return (int[])(await command.ExecuteScalarAsync())!;
    }

    private static double Cpu(int processId) => ProcessFigures.Read(processId).Cpu.TotalMicroseconds;

    /// <summary>Returns the bytes that the shard's checkpoints logged.</summary>
    private static async Task<long> PlayAsync(TwinEngine engine, Plant plant, NpgsqlDataSource database, int hz)
    {
        var (inlet, feed, machines) = (new FeedInlet(engine), new FoldFeed(), plant.Machines.ToArray());
        var keys = await inlet.KeysAsync(
            [.. machines.SelectMany(machine => machine.Sensors, (_, sensor) => sensor.Id)], CancellationToken.None);
        var walOfCheckpoints = 0L;
        for (var step = 0; step < Seconds * hz; step++)
        {
            await inlet.TakeAsync(new FeedBatch("bench", step + 1, step + 1, Step(feed, keys, step, hz)), CancellationToken.None);
            if ((step + 1) % (CheckpointSeconds * hz) == 0)
            {
                walOfCheckpoints -= await WalAsync(database);
                await engine.CheckpointAsync(CancellationToken.None);
                walOfCheckpoints += await WalAsync(database);
            }

            if ((step + 1) % (ServerCheckpointSeconds * hz) == 0)
                await AskAsync(database, "CHECKPOINT; SELECT 0::bigint");
        }

        return walOfCheckpoints;
    }

    /// <summary>One sample of each sensor, in hundredths, as instruments send them.</summary>
    private static SensorSample[] Step(FoldFeed feed, int[] keys, int step, int hz)
    {
        var samples = new List<SensorSample>(keys.Length);
        var one = new Sample[1];
        for (var i = 0; i < keys.Length; i++)
        {
            var (machine, sensor) = Math.DivRem(i, FoldPlant.SensorsPerMachine);
            if (feed.Fill(sensor, machine, step, TimeSpan.TicksPerSecond / hz, one) > 0)
                samples.Add(new SensorSample(keys[i], one[0].Text is null
                    ? new Sample(one[0].SourceTicks, Math.Round(one[0].Value, 2))
                    : one[0]));
        }

        return [.. samples];
    }

    private static async Task<long> AskAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
