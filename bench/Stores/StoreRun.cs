using System.Diagnostics;
using OrleansTwin.Bench.Harness;
using OrleansTwin.Store;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Reports;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Bench.Stores;

/// <summary>What one store does, from empty to a year; whatever its database.</summary>
internal sealed class StoreRun(ITwinStore store, int[] keys)
{
    private const int Sensors = 5000;
    private const int InFlight = 16;
    private const int MinutesPerCheckpoint = 7 * 24 * 60;

    private static readonly TimeSpan Appending = TimeSpan.FromSeconds(4);
    private static readonly long Start = new DateTime(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    private readonly List<Figure> _figures = [];
    private long _ticks = Start;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(Func<ValueTask<ITwinStore>> open)
    {
        var store = await open();
        var keys = await store.Names.GetOrAddAsync([.. Enumerable.Range(0, Sensors).Select(sensor => $"plant/s{sensor}")]);
        var run = new StoreRun(store, keys);
        await run.SingleAppendsAsync();
        await run.AppendsAsync(256);
        await run.AppendsAsync(16 * 1024);
        await run.CheckpointAsync();
        await run.YearAsync();
        await store.DisposeAsync();
        var started = Stopwatch.GetTimestamp();
        await using var again = await open();
        run._figures.Add(new Figure("start", Stopwatch.GetElapsedTime(started).TotalMilliseconds, "ms"));
        return run._figures;
    }

    private async Task SingleAppendsAsync()
    {
        var latencies = new Latencies(1000);
        for (var i = 0; i < 1000; i++)
        {
            var batch = Batch(1);
            var started = Stopwatch.GetTimestamp();
            await store.Journal.AppendAsync(batch);
            latencies.Add(Stopwatch.GetTimestamp() - started);
        }

        _figures.Add(new Figure("append of one sample, p50", latencies.PercentileMs(0.5), "ms"));
        _figures.Add(new Figure("append of one sample, p99", latencies.PercentileMs(0.99), "ms"));
    }

    private async Task AppendsAsync(int samples)
    {
        var batch = Batch(samples);
        var appended = 0L;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(started) < Appending)
            {
                await store.Journal.AppendAsync(batch);
                Interlocked.Add(ref appended, samples);
            }
        })));
        var rate = appended / Stopwatch.GetElapsedTime(started).TotalSeconds;
        _figures.Add(new Figure($"appends, batches of {samples}", rate, "samples/s"));
        await store.CheckpointAsync(new Checkpoint(store.Journal.LastSequence, [], []));
    }

    /// <summary>What five seconds of a plant leave: twenty samples, a state and a row of each of 5,000 sensors.</summary>
    private async Task CheckpointAsync()
    {
        var best = double.MaxValue;
        for (var round = 1; round <= 3; round++)
        {
            var batch = Batch(20 * Sensors);
            var sequence = await store.Journal.AppendAsync(batch);
            foreach (var entry in batch.Samples.ToArray())
                store.History.Buffer(entry.SensorKey, entry.Sample, sequence);
            Snapshot[] snapshots = [.. keys.Select(key => new Snapshot(key, new byte[500]))];
            LedgerRow[] rows = [.. keys.Select(key => Row(key, Start, round))];
            var started = Stopwatch.GetTimestamp();
            await store.CheckpointAsync(new Checkpoint(sequence, snapshots, rows));
            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        _figures.Add(new Figure("checkpoint of 100,000 samples, 5,000 states, 5,000 rows", best, "ms"));
    }

    private async Task YearAsync()
    {
        var year = 365 * 24 * 60;
        for (var minute = 0; minute < year; minute += MinutesPerCheckpoint)
        {
            LedgerRow[] rows =
            [
                .. Enumerable.Range(minute, Math.Min(MinutesPerCheckpoint, year - minute))
                    .Select(at => Row(keys[0], Start + (at * Buckets.WidthTicks), version: 10)),
            ];
            await store.CheckpointAsync(new Checkpoint(store.Journal.LastSequence, [], rows));
        }

        await WindowsAsync(year, "any window of a year of minutes", null);
        await WindowsAsync(year, "any window of a year of minutes, of a product", "bolt");
    }

    private async Task WindowsAsync(int year, string name, string? product)
    {
        var random = new Random(7);
        var latencies = new Latencies(500);
        for (var i = 0; i < 500; i++)
        {
            var (a, b) = (random.Next(year), random.Next(year));
            var (from, to) = (Start + (Math.Min(a, b) * Buckets.WidthTicks), Start + (Math.Max(a, b) * Buckets.WidthTicks));
            var query = new ElementQuery(keys[0], from, to, product);
            var started = Stopwatch.GetTimestamp();
            var sum = await store.Ledger.SumAsync(query);
            latencies.Add(Stopwatch.GetTimestamp() - started);
            if (sum[Element.GoodQuantity] != Math.Abs(a - b))
                throw new InvalidOperationException($"{query} is {sum[Element.GoodQuantity]} instead of {Math.Abs(a - b)}.");
        }

        _figures.Add(new Figure($"{name}, p50", latencies.PercentileMs(0.5), "ms"));
        _figures.Add(new Figure($"{name}, p99", latencies.PercentileMs(0.99), "ms"));
    }

    private JournalBatch Batch(int samples)
    {
        var batch = new SensorSample[samples];
        for (var i = 0; i < samples; i++)
        {
            _ticks += i % Sensors == 0 ? TimeSpan.TicksPerSecond / 10 : 0;
            batch[i] = new SensorSample(keys[i % Sensors], new Sample(_ticks, (i % 997) / 10.0));
        }

        return new JournalBatch(batch, default);
    }

    private static LedgerRow Row(int key, long bucketTicks, long version)
    {
        var elements = default(ElementVector);
        elements[Element.GoodQuantity] = 1;
        var slice = new ElementSlice(new SliceKey(bucketTicks, "bolt", null), elements);
        var report = new BucketReport("plant/s", ReportPart.Own, bucketTicks, version, true, [slice], []);
        return new LedgerRow(key, report, new byte[200]);
    }
}
