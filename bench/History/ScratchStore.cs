using System.Diagnostics;
using Microsoft.Data.Sqlite;
using OrleansTwin.Store;
using OrleansTwin.Store.Sqlite;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Bench.History;

/// <summary>A store in a directory of its own, filled past the journal's samples: batches there are empty.</summary>
internal sealed class ScratchStore : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("orleans-twin-bench-").FullName;
    private ITwinStore? _store;

    public ITwinStore Store => _store ?? throw new ObjectDisposedException(nameof(ScratchStore));

    public static async Task<ScratchStore> OpenAsync()
    {
        var scratch = new ScratchStore();
        scratch._store = await SqliteTwinStore.OpenAsync(scratch._directory);
        return scratch;
    }

    /// <summary>
    /// Buffers all samples in order of time, as a host does, with a checkpoint every so many; returns the seconds until the last
    /// checkpoint has merged and settled.
    /// </summary>
    public async Task<double> WriteAsync(IReadOnlyList<Signal> signals, int samplesPerCheckpoint)
    {
        var keys = await Store.Names.GetOrAddAsync([.. signals.Select(signal => signal.Name)]);
        var length = signals.Max(signal => signal.Samples.Length);
        var started = Stopwatch.GetTimestamp();
        var sequence = await AppendAsync();
        for (var i = 0; i < length; i++)
        {
            for (var sensor = 0; sensor < keys.Length; sensor++)
            {
                if (i < signals[sensor].Samples.Length)
                    Store.History.Buffer(keys[sensor], signals[sensor].Samples[i], sequence);
            }

            if (Store.History.BufferedSamples < samplesPerCheckpoint && i < length - 1)
                continue;
            await Store.CheckpointAsync(new Checkpoint(sequence, [], []));
            sequence = await AppendAsync();
        }

        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    public int KeyOf(string name) =>
        Store.Names.TryGetKey(name, out var key) ? key : throw new ArgumentException($"{name} has no key.", nameof(name));

    /// <summary>A stretch of a chart over all of a signal.</summary>
    public async Task<double> DrawMsAsync(Signal signal, int points)
    {
        var key = KeyOf(signal.Name);
        var started = Stopwatch.GetTimestamp();
        var (from, to) = (signal.Samples[0].SourceTicks, signal.Samples[^1].SourceTicks + 1);
        var drawn = await Store.History.ReadPointsAsync(key, from, to, points);
        var elapsed = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        if (drawn.Sum(point => point.Count) != signal.Samples.Length)
            throw new InvalidOperationException($"{drawn.Sum(point => point.Count)} of {signal.Samples.Length} samples drawn.");
        return elapsed;
    }

    public async Task<double> DrawReopenedMsAsync(Signal signal, int points)
    {
        await Store.DisposeAsync();
        _store = await SqliteTwinStore.OpenAsync(_directory);
        return await DrawMsAsync(signal, points);
    }

    /// <summary>The same by its samples, page by page.</summary>
    public async Task<double> DecodeMsAsync(Signal signal)
    {
        var key = KeyOf(signal.Name);
        var started = Stopwatch.GetTimestamp();
        Sample[] page;
        for (var from = 0L; (page = await Store.History.ReadAsync(key, from, long.MaxValue, 100_000)).Length > 0;)
            from = page[^1].SourceTicks + 1;
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    public long ChunkBytes() => Ask("SELECT sum(length(data)) FROM chunk");

    public long FileBytes() => Ask("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        - Ask("SELECT freelist_count * page_size FROM pragma_freelist_count, pragma_page_size");

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private ValueTask<long> AppendAsync() => Store.Journal.AppendAsync(default);

    private long Ask(string sql)
    {
        var file = Path.Combine(_directory, "twin.db");
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False;Mode=ReadOnly");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
