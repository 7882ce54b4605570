using OrleansTwin.Store.Archive;
using OrleansTwin.Store.Tests.Databases;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Tests;

public abstract class RetentionTests(StoreKind kind) : StoreContract(kind)
{
    private const int SamplesPerDay = 24 * 360;
    private const int Days = 5;

    private static readonly ArchiveOptions Short = new() { Retention = TimeSpan.FromHours(1) };
    private static readonly long End = Seeded.Start + (Days * TimeSpan.TicksPerDay);

    [Fact]
    public async Task Samples_that_would_go_before_the_archive_that_reads_them_are_refused_at_the_start()
    {
        await using var database = NewDatabase();
        var refused = await Assert.ThrowsAsync<ArgumentException>(
            () => database.OpenAsync(new StoreOptions { HistoryKeepDays = 2 }));
        Assert.Contains("storage.historyKeepDays", refused.Message, StringComparison.Ordinal);
        Assert.Contains("storage.archive.retention", refused.Message, StringComparison.Ordinal);
        await using var allowed = await database.OpenAsync(new StoreOptions { HistoryKeepDays = 3 });
    }

    [Fact]
    public async Task Samples_beyond_their_age_are_gone_and_their_charts_remain()
    {
        await using var test = await OpenAsync(new StoreOptions { HistoryKeepDays = 2, Archive = Short });
        var sensor = await FillAsync(test);
        var history = test.Store.History;
        Assert.InRange(history.SamplesFromTicks, End - (2.2 * TimeSpan.TicksPerDay), End - (1.9 * TimeSpan.TicksPerDay));
        Assert.Empty(await history.ReadAsync(sensor, 0, history.SamplesFromTicks));
        Assert.NotEmpty(await history.ReadAsync(sensor, history.SamplesFromTicks, End));
        var gap = Assert.Single(history.GapsIn(sensor, Seeded.Start, End));
        Assert.Equal(new HistoryGap(Seeded.Start, history.SamplesFromTicks, HistoryGapCause.Retention), gap);
        Assert.Empty(history.GapsIn(sensor, history.SamplesFromTicks, End));
        var points = await history.ReadPointsAsync(sensor, Seeded.Start, End, 50);
        Assert.Equal(Days * SamplesPerDay, points.Sum(point => point.Count));
        Assert.True(test.Store.ReadCounters().HistoryDropped > 0);
        await using var restarted = await test.OpenCopyAsync();
        Assert.Equal(history.SamplesFromTicks, restarted.Store.History.SamplesFromTicks);
    }

    [Fact]
    public async Task The_oldest_samples_give_way_when_there_are_too_many_bytes()
    {
        await using var test = await OpenAsync(new StoreOptions { HistoryBytesMax = 20_000 });
        var sensor = await FillAsync(test);
        Assert.InRange(test.Store.History.SamplesFromTicks, Seeded.Start + 1, End - 1);
        Assert.NotEmpty(await test.Store.History.ReadAsync(sensor, 0, End));
    }

    [Fact]
    public async Task What_comes_for_a_time_that_is_gone_is_refused_and_counted()
    {
        await using var test = await OpenAsync(new StoreOptions { HistoryKeepDays = 1, Archive = Short });
        var sensor = await FillAsync(test);
        await test.TakeAsync(sensor, new Sample(Seeded.Start + 5, 1e6));
        await test.CheckpointAsync();
        Assert.Equal(1, test.Store.ReadCounters().SamplesTooLate);
        Assert.Empty(await test.Store.History.ReadAsync(sensor, Seeded.Start + 5, Seeded.Start + 6));
        var points = await test.Store.History.ReadPointsAsync(sensor, Seeded.Start, End, 50);
        Assert.True(points.Max(point => point.Max) < 1e6, "A refused sample is in the chart.");
    }

    [Fact]
    public async Task Aggregates_have_an_age_of_their_own()
    {
        await using var test = await OpenAsync(new StoreOptions { HistoryKeepDays = 1, AggregatesKeepDays = 3, Archive = Short });
        var sensor = await FillAsync(test);
        var points = await test.Store.History.ReadPointsAsync(sensor, Seeded.Start, End, 50);
        Assert.InRange(points.Sum(point => point.Count), 2.9 * SamplesPerDay, 3.2 * SamplesPerDay);
    }

    private static async Task<int> FillAsync(TestStore test)
    {
        var sensor = await test.AddSensorAsync();
        var random = new Random(3);
        var samples = Enumerable.Range(0, Days * SamplesPerDay)
            .Select(i => new Sample(Seeded.Start + (i * 100_000_000L), Math.Round(random.NextDouble() * 100, 1)));
        foreach (var batch in samples.Chunk(SamplesPerDay / 4))
        {
            await test.TakeAsync(sensor, batch);
            await test.CheckpointAsync();
        }

        await test.CheckpointAsync();
        return sensor;
    }
}

public sealed class SqliteRetentionTests() : RetentionTests(StoreKind.Sqlite);

public sealed class PostgresRetentionTests() : RetentionTests(StoreKind.Postgres);
