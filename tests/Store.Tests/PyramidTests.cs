using System.Runtime.InteropServices;
using OrleansTwin.Store.Codecs;
using OrleansTwin.Store.Tests.Databases;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Tests;

public abstract class PyramidTests(StoreKind kind) : StoreContract(kind)
{
    /// <summary>Three days, some of them late or twice, with gaps, NaN, bad values and texts.</summary>
    private const int Samples = 9000;

    [Fact]
    public async Task A_chart_from_aggregates_is_the_chart_of_the_samples()
    {
        for (var seed = 0; seed < 6; seed++)
        {
            var seeded = new Seeded(seed);
            await using var test = await OpenAsync();
            var sensor = await test.AddSensorAsync();
            var arrived = Arrived(seeded);
            foreach (var batch in arrived.Chunk(600))
            {
                await test.TakeAsync(sensor, batch);
                if (seeded.Chance(0.8))
                    await test.CheckpointAsync();
            }

            Assert.True(test.Store.ReadCounters().HoursSettled > 20, $"seed {seed}: few hours have aggregates");
            SampleOrder.SortDistinct(arrived);
            for (var i = 0; i < 40; i++)
                await CheckAsync(test.Store.History, sensor, arrived, seeded, $"seed {seed}, window {i}");
        }
    }

    [Fact]
    public async Task Late_samples_are_in_the_chart_at_once_and_after_their_hour_is_settled_again()
    {
        await using var test = await OpenAsync();
        var sensor = await test.AddSensorAsync();
        var samples = Enumerable.Range(0, 20_000).Select(i => new Sample(Seeded.Start + (i * 20_000_000L), i % 100)).ToArray();
        foreach (var batch in samples.Chunk(2000))
        {
            await test.TakeAsync(sensor, batch);
            await test.CheckpointAsync();
        }

        var to = Seeded.Start + (20_000 * 20_000_000L);
        await test.TakeAsync(sensor, new Sample(Seeded.Start + (5000 * 20_000_000L) + 1, 1000));
        Assert.Equal(1000, (await test.Store.History.ReadPointsAsync(sensor, Seeded.Start, to, 10)).Max(point => point.Max));
        await test.CheckpointAsync();
        var points = await test.Store.History.ReadPointsAsync(sensor, Seeded.Start, to, 10);
        Assert.Equal((1000, 20_001), (points.Max(point => point.Max), points.Sum(point => point.Count)));
    }

    [Fact]
    public async Task Hours_left_unsettled_are_settled_after_a_restart()
    {
        await using var test = await OpenAsync();
        var sensor = await test.AddSensorAsync();
        await test.TakeAsync(sensor, [.. Enumerable.Range(0, 100).Select(i => new Sample(Seeded.Start + i, i))]);
        await test.CheckpointAsync();
        Assert.Equal(0, test.Store.ReadCounters().HoursSettled);
        await using var restarted = await test.OpenCopyAsync();
        await restarted.CheckpointAsync();
        Assert.Equal(1, restarted.Store.ReadCounters().HoursSettled);
        await restarted.TakeAsync(sensor, new Sample(Seeded.Start + 100, 1));
        await restarted.CheckpointAsync();
        var day = await restarted.Store.History.ReadPointsAsync(sensor, 0, Seeded.Start * 2, 1);
        Assert.Equal(101, Assert.Single(day).Count);
    }

    [Fact]
    public async Task A_last_checkpoint_leaves_hours_to_who_opens_the_store_next_and_one_that_is_given_up_stands()
    {
        await using var test = await OpenAsync();
        var sensor = await test.AddSensorAsync();
        foreach (var hour in Enumerable.Range(0, 3))
            await test.TakeAsync(sensor, new Sample(Seeded.Start + (hour * TimeSpan.TicksPerHour), hour));

        await test.Store.CheckpointAsync(new Checkpoint(2, [], []) { IsLast = true });
        Assert.Equal(0, test.Store.ReadCounters().HoursSettled);
        using var closing = new CancellationTokenSource();
        var given = test.Store.CheckpointAsync(new Checkpoint(3, [], []), closing.Token);
        await closing.CancelAsync();
        await given;

        Assert.Equal(3, test.Store.Journal.CheckpointCursor);
        await using var next = await test.OpenCopyAsync();
        await next.CheckpointAsync();
        Assert.True(next.Store.ReadCounters().HoursSettled > 0);
    }

    private static List<Sample> Arrived(Seeded seeded)
    {
        List<Sample> samples = [];
        var ticks = Seeded.Start;
        var places = seeded.Random.Next(0, 12);
        for (var i = 0; i < Samples; i++)
        {
            ticks += seeded.Chance(0.002) ? TimeSpan.TicksPerHour * 3 : seeded.Random.NextInt64(1, 40_000_000);
            var value = seeded.Chance(0.01) ? double.NaN : Math.Round((seeded.Random.NextDouble() - 0.3) * 1000, places);
            var quality = seeded.Chance(0.02) ? seeded.Pick(Quality.Bad, Quality.Uncertain) : Quality.Good;
            samples.Add(new Sample(ticks, ticks, value, value, quality, seeded.Chance(0.01) ? "text" : null));
            if (seeded.Chance(0.02))
                samples.Add(samples[seeded.Random.Next(samples.Count)]);
        }

        // Some come long after the hour they belong to.
        for (var i = 0; i < Samples / 50; i++)
        {
            var late = seeded.Random.Next(samples.Count);
            samples.Add(samples[late]);
            samples.RemoveAt(late);
        }

        return samples;
    }

    private static async Task CheckAsync(IHistory history, int sensor, List<Sample> all, Seeded seeded, string where)
    {
        var from = all[seeded.Random.Next(all.Count)].SourceTicks - seeded.Random.NextInt64(0, TimeSpan.TicksPerHour);
        var to = from + seeded.Random.NextInt64(1, 4 * TimeSpan.TicksPerDay);
        var count = seeded.Pick(1, 2, 3, 7, 20, 100, 500, 2000);
        var expected = new PointBuckets(from, to, count);
        expected.Add([.. all.Where(sample => sample.SourceTicks >= from && sample.SourceTicks < to)]);
        var (wanted, found) = (expected.Finish(), await history.ReadPointsAsync(sensor, from, to, count));
        Assert.True(wanted.Length == found.Length, $"{where}: {found.Length} points instead of {wanted.Length}");
        for (var i = 0; i < wanted.Length; i++)
        {
            var off = Math.Abs(wanted[i].Mean - found[i].Mean);
            Assert.True(off <= 1e-12 * Math.Max(Math.Abs(wanted[i].Min), Math.Abs(wanted[i].Max)), $"{where}: mean off by {off}");
            Assert.True(wanted[i] with { Mean = 0 } == found[i] with { Mean = 0 }, $"{where}: {found[i]} instead of {wanted[i]}");
        }
    }
}

public sealed class SqlitePyramidTests() : PyramidTests(StoreKind.Sqlite);

public sealed class PostgresPyramidTests() : PyramidTests(StoreKind.Postgres);
