using OrleansTwin.Ingest.Tests;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Runtime.Feeds;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Store.Sqlite;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Runtime.Tests.Feeds;

/// <summary>What a shard takes of its feeds, it takes once.</summary>
public sealed class FeedInletTests
{
    private const string Sensor = $"{SmallPlant.Alone}/power";

    [Fact]
    public async Task A_batch_is_taken_once_and_its_repetition_after_a_kill_is_known()
    {
        await using var bench = await EngineBench.OpenAsync(SmallPlant.Create());
        var inlet = new FeedInlet(bench.Engine);
        Assert.Equal(0, inlet.PositionOf("mqtt"));
        Assert.Equal(3, await inlet.TakeAsync(Batch(bench, "mqtt", 1, 3), default));
        Assert.Equal(3, await inlet.TakeAsync(Batch(bench, "mqtt", 1, 3), default));

        await using var next = await EngineBench.OpenAsync(SmallPlant.Create(), bench.CopyAsKilled());
        inlet = new FeedInlet(next.Engine);
        Assert.Equal(3, inlet.PositionOf("mqtt"));
        Assert.Equal(3, await inlet.TakeAsync(Batch(next, "mqtt", 1, 3), default));
        Assert.Equal(7, await inlet.TakeAsync(Batch(next, "mqtt", 6, 7), default));
        await AssertJournalAsync(next, 1, 2, 3, 6, 7);
    }

    [Fact]
    public async Task A_batch_with_a_known_part_is_not_taken_and_its_sender_learns_where_to_go_on()
    {
        await using var bench = await EngineBench.OpenAsync(SmallPlant.Create());
        var inlet = new FeedInlet(bench.Engine);
        await inlet.TakeAsync(Batch(bench, "mqtt", 1, 3), default);
        Assert.Equal(3, await inlet.TakeAsync(Batch(bench, "mqtt", 2, 5), default));
        Assert.Equal(5, await inlet.TakeAsync(Batch(bench, "mqtt", 4, 5), default));
        await AssertJournalAsync(bench, 1, 2, 3, 4, 5);
    }

    [Fact]
    public async Task A_retry_beside_the_attempt_that_its_caller_gave_up_takes_nothing_twice()
    {
        var directory = EngineBench.NewDirectory();
        var time = new StandingTime();
        await using (var store = new BrittleStore(await SqliteTwinStore.OpenAsync(directory)))
        {
            var bench = await EngineBench.OverAsync(SmallPlant.Create(), store, time: time);
            var inlet = new FeedInlet(bench.Engine);
            store.IsFull = true;
            using var impatient = new CancellationTokenSource();
            var first = inlet.TakeAsync(Batch(bench, "mqtt", 1, 2), impatient.Token);
            await impatient.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
            await time.Waiting.Within("a journal that is tried again");
            var retries = new[]
            {
                inlet.TakeAsync(Batch(bench, "mqtt", 1, 2), default), inlet.TakeAsync(Batch(bench, "mqtt", 1, 3), default),
            };
            Assert.Equal(0, inlet.PositionOf("mqtt"));
            Assert.All(retries, retry => Assert.False(retry.IsCompleted));

            store.IsFull = false;
            time.GoOn();
            Assert.All(await Task.WhenAll(retries).Within("the answers"), position => Assert.Equal(2, position));
            Assert.Equal(3, await inlet.TakeAsync(Batch(bench, "mqtt", 3, 3), default));
            await AssertJournalAsync(bench, 1, 2, 3);
            await bench.CloseAsync();
        }

        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Feeds_have_positions_of_their_own_and_an_empty_batch_moves_one_too()
    {
        await using var bench = await EngineBench.OpenAsync(SmallPlant.Create());
        var inlet = new FeedInlet(bench.Engine);
        await Task.WhenAll(
            inlet.TakeAsync(Batch(bench, "mqtt", 1, 2), default),
            inlet.TakeAsync(Batch(bench, "http", 1, 1), default));
        await inlet.TakeAsync(new FeedBatch("http", 2, 9, default), default);
        Assert.Equal((2, 9, 0), (inlet.PositionOf("mqtt"), inlet.PositionOf("http"), inlet.PositionOf("other")));
        await AssertJournalAsync(bench, 1, 1, 2);
    }

    [Fact]
    public async Task What_no_journal_would_take_is_refused_before_the_twins_have_it()
    {
        await using var bench = await EngineBench.OpenAsync(SmallPlant.Create());
        var inlet = new FeedInlet(bench.Engine);
        var tooMany = await RefusedAsync(inlet, new FeedBatch("mqtt", 1, 9, new SensorSample[FeedBatch.SamplesMax + 1]));
        Assert.Contains("100001 samples; at most 100000", tooMany, StringComparison.Ordinal);
        var unknown = new SensorSample(bench.Store.Names.Count, new Sample(SmallPlant.At(8), 1));
        Assert.Contains(
            "Ask it for its keys again", await RefusedAsync(inlet, new FeedBatch("mqtt", 1, 1, new[] { unknown })),
            StringComparison.Ordinal);
        await RefusedAsync(inlet, new FeedBatch("mqtt", 0, 1, default));
        await RefusedAsync(inlet, new FeedBatch("mqtt", 3, 2, default));
        Assert.Equal((0, 0), (inlet.PositionOf("mqtt"), bench.Engine.DispatchedSequence));
    }

    private static async Task<string> RefusedAsync(FeedInlet inlet, FeedBatch batch) =>
        (await Assert.ThrowsAsync<ArgumentException>(() => inlet.TakeAsync(batch, default))).Message;

    /// <summary>A sample for each of the feed's batches, with the batch's number as its value.</summary>
    private static FeedBatch Batch(EngineBench bench, string feed, int from, int to) => new(
        feed, from, to,
        Enumerable.Range(from, to - from + 1).Select(number => new SensorSample(
            bench.KeyOf(Sensor), new Sample(SmallPlant.At(8) + (number * TimeSpan.TicksPerSecond), number))).ToArray());

    /// <summary>The shard's journal has these values, each so many times.</summary>
    private static async Task AssertJournalAsync(EngineBench bench, params double[] expected)
    {
        var values = new List<double>();
        await foreach (var entry in bench.Store.Journal.ReadAfterAsync(0))
            values.AddRange(entry.Samples.Select(item => item.Sample.Value));
        Assert.Equal(expected, values.Order());
    }
}
