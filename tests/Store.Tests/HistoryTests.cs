using System.Runtime.InteropServices;
using OrleansTwin.Store.Codecs;
using OrleansTwin.Store.Tests.Databases;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Tests;

public abstract class HistoryTests(StoreKind kind) : StoreContract(kind)
{
    [Fact]
    public async Task A_window_holds_each_distinct_sample_once_however_it_came()
    {
        for (var seed = 0; seed < 12; seed++)
        {
            var seeded = new Seeded(seed);
            await using var test = await OpenAsync(new StoreOptions { ChunkSamplesMax = 64 });
            var sensor = await test.AddSensorAsync();
            var arrived = seeded.Samples(1500);
            if (seed % 2 == 1)
                seeded.Random.Shuffle(CollectionsMarshal.AsSpan(arrived));
            foreach (var batch in arrived.Chunk(25))
            {
                await test.TakeAsync(sensor, batch);
                if (seeded.Chance(0.7))
                    await test.CheckpointAsync();
            }

            List<Sample> expected = [.. arrived];
            SampleOrder.SortDistinct(expected);
            for (var i = 0; i < 20; i++)
            {
                var from = expected[seeded.Random.Next(expected.Count)].SourceTicks;
                var to = from + seeded.Random.NextInt64(0, 3 * TimeSpan.TicksPerHour);
                SampleAssert.Same([.. expected.Where(sample => sample.SourceTicks >= from && sample.SourceTicks < to)],
                    await test.Store.History.ReadAsync(sensor, from, to), $"seed {seed}, window {i}");
            }

            Assert.True(test.Store.ReadCounters().ChunksMerged > 0, $"seed {seed}: no chunks were merged");
            await using var restarted = await test.OpenCopyAsync();
            await ReplayAsync(restarted);
            var all = await restarted.Store.History.ReadAsync(sensor, 0, long.MaxValue);
            SampleAssert.Same(expected, all, $"seed {seed}, restarted");
        }
    }

    [Fact]
    public async Task A_checkpoint_takes_only_what_its_cursor_has_reached()
    {
        await using var test = await OpenAsync();
        var sensor = await test.AddSensorAsync();
        var first = await test.TakeAsync(sensor, new Sample(Seeded.Start, 1.0));
        await test.TakeAsync(sensor, new Sample(Seeded.Start + 1, 2.0));
        var summary = await test.Store.CheckpointAsync(new Checkpoint(first, [], []));
        Assert.Equal((1, 1), (summary.Samples, summary.BatchesTruncated));
        Assert.Equal(1, test.Store.History.BufferedSamples);
        Assert.Equal(2, (await test.Store.History.ReadAsync(sensor, 0, long.MaxValue)).Length);
        await using var restarted = await test.OpenCopyAsync();
        Assert.Equal(1.0, Assert.Single(await restarted.Store.History.ReadAsync(sensor, 0, long.MaxValue)).Value);
        await ReplayAsync(restarted);
        Assert.Equal(2, (await restarted.Store.History.ReadAsync(sensor, 0, long.MaxValue)).Length);
    }

    [Fact]
    public async Task Pages_join_without_gap_and_keep_one_instant_together()
    {
        await using var test = await OpenAsync();
        var sensor = await test.AddSensorAsync();
        Sample[] samples = [.. Enumerable.Range(0, 100).Select(i => new Sample(Seeded.Start + (i / 3), i))];
        await test.TakeAsync(sensor, samples);
        await test.CheckpointAsync();
        List<Sample> paged = [];
        for (var from = 0L; ; from = paged[^1].SourceTicks + 1)
        {
            var page = await test.Store.History.ReadAsync(sensor, from, long.MaxValue, limit: 10);
            Assert.InRange(page.Length, 0, 12);
            if (page.Length == 0)
                break;
            paged.AddRange(page);
        }

        SampleAssert.Same(samples, paged);
    }

    [Fact]
    public async Task The_last_sample_before_an_instant_is_found_hours_back()
    {
        await using var test = await OpenAsync();
        var sensor = await test.AddSensorAsync();
        await test.TakeAsync(sensor, new Sample(Seeded.Start, 1.0));
        await test.CheckpointAsync();
        var late = Seeded.Start + TimeSpan.FromHours(30).Ticks;
        await test.TakeAsync(sensor, new Sample(late, 2.0));
        Assert.Equal(1.0, (await test.Store.History.ReadLastBeforeAsync(sensor, late))?.Value);
        Assert.Equal(2.0, (await test.Store.History.ReadLastBeforeAsync(sensor, late + 1))?.Value);
        Assert.Null(await test.Store.History.ReadLastBeforeAsync(sensor, Seeded.Start));
    }

    [Fact]
    public async Task A_chart_shows_the_extremes_of_every_stretch()
    {
        await using var test = await OpenAsync();
        var sensor = await test.AddSensorAsync();
        var random = new Random(8);
        Sample[] samples =
        [
            .. Enumerable.Range(0, 5000).Select(i => new Sample(Seeded.Start + (i * 7_000_000L), random.NextDouble(),
                i % 50 == 0 ? Quality.Bad : i % 70 == 0 ? Quality.Uncertain : Quality.Good)),
        ];
        await test.TakeAsync(sensor, samples[..3000]);
        await test.CheckpointAsync();
        await test.TakeAsync(sensor, samples[3000..]);
        var to = Seeded.Start + TimeSpan.FromHours(1).Ticks;
        var points = await test.Store.History.ReadPointsAsync(sensor, Seeded.Start, to, 97);
        var expected = samples.Where(sample => sample.Quality != Quality.Bad)
            .GroupBy(sample => (int)((sample.SourceTicks - Seeded.Start) * 97 / (to - Seeded.Start))).ToList();
        Assert.Equal(expected.Count, points.Length);
        foreach (var (group, point) in expected.Zip(points))
        {
            var values = group.Select(sample => sample.Value).ToList();
            Assert.Equal((group.Count(), values.Min(), values.Max(), values[0], values[^1], group.Max(sample => sample.Quality)),
                ((int)point.Count, point.Min, point.Max, point.First, point.Last, point.WorstQuality));
            Assert.Equal(values.Average(), point.Mean, 12);
            Assert.InRange(group.First().SourceTicks, point.FromTicks, point.FromTicks + ((to - Seeded.Start) / 97) + 1);
        }
    }

    [Fact]
    public async Task Reads_miss_nothing_while_checkpoints_move_samples_to_chunks()
    {
        await using var test = await OpenAsync(new StoreOptions { CommitSpacing = TimeSpan.Zero });
        var sensor = await test.AddSensorAsync();
        var taken = 0;
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++)
            {
                await test.TakeAsync(sensor, new Sample(Seeded.Start + i, i));
                Volatile.Write(ref taken, i + 1);
                if (i % 3 == 0)
                    await test.CheckpointAsync();
            }
        });
        while (!writing.IsCompleted)
        {
            var least = Volatile.Read(ref taken);
            var read = await test.Store.History.ReadAsync(sensor, 0, long.MaxValue);
            Assert.True(read.Length >= least, $"{read.Length} samples read after {least} were taken");
            Assert.Equal(Enumerable.Range(0, read.Length).Select(i => (double)i), read.Select(sample => sample.Value));
        }

        await writing;
    }

    [Fact]
    public async Task A_full_buffer_asks_for_a_checkpoint()
    {
        await using var test = await OpenAsync(new StoreOptions { BufferedSamplesMax = 3 });
        var sensor = await test.AddSensorAsync();
        await test.TakeAsync(sensor, new(1, 1.0), new(2, 2.0));
        Assert.False(test.Store.History.IsBufferFull);
        await test.TakeAsync(sensor, new Sample(3, 3.0));
        Assert.True(test.Store.History.IsBufferFull);
        await test.CheckpointAsync();
        Assert.False(test.Store.History.IsBufferFull);
    }

    private static async Task ReplayAsync(TestStore test)
    {
        await foreach (var entry in test.Store.Journal.ReadAfterAsync(test.Store.Journal.CheckpointCursor))
        {
            foreach (var (sensor, sample) in entry.Samples)
                test.Store.History.Buffer(sensor, sample, entry.Sequence);
        }
    }
}

public sealed class SqliteHistoryTests() : HistoryTests(StoreKind.Sqlite);

public sealed class PostgresHistoryTests() : HistoryTests(StoreKind.Postgres);
