using OrleansTwin.Store.Tests.Databases;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Tests;

public abstract class JournalTests(StoreKind kind) : StoreContract(kind)
{
    [Fact]
    public async Task What_was_appended_is_read_back_in_order_with_its_sequence()
    {
        await using var test = await OpenAsync();
        var sensor = await test.AddSensorAsync();
        List<Sample[]> batches = [.. Enumerable.Range(0, 150).Select(seed => new Seeded(seed).Samples(1 + (seed % 7)).ToArray())];
        for (var i = 0; i < batches.Count; i++)
            Assert.Equal(i + 1, await test.AppendAsync(sensor, batches[i]));
        var read = await test.Store.Journal.ReadAfterAsync(10).ToListAsync();
        Assert.Equal(Enumerable.Range(11, 140).Select(i => (long)i), read.Select(entry => entry.Sequence));
        foreach (var entry in read)
            SampleAssert.Same(batches[(int)entry.Sequence - 1], [.. entry.Samples.Select(sample => sample.Sample)]);
    }

    [Fact]
    public async Task Appends_that_wait_together_share_commits_and_each_gets_its_own_sequence()
    {
        await using var test = await OpenAsync(new StoreOptions { WriteQueueMax = 16 });
        var sensor = await test.AddSensorAsync();
        var appends = Enumerable.Range(0, 1000).Select(i => test.AppendAsync(sensor, new Sample(i, i)).AsTask()).ToList();
        var sequences = await Task.WhenAll(appends);
        Assert.Equal(Enumerable.Range(1, 1000).Select(i => (long)i), sequences.Order());
        var read = await test.Store.Journal.ReadAfterAsync(0).ToListAsync();
        Assert.All(read, entry => Assert.Equal(sequences[(int)entry.Samples[0].Sample.Value], entry.Sequence));
        Assert.InRange(test.Store.ReadCounters().JournalCommits, 1, 500);
    }

    [Fact]
    public async Task Appends_keep_their_order_where_there_is_room_for_the_bytes_of_one_only()
    {
        await using var test = await OpenAsync(new StoreOptions { WriteQueueBytesMax = 1 });
        var sensor = await test.AddSensorAsync();
        var appends = Enumerable.Range(0, 200).Select(i => test.AppendAsync(sensor, new Sample(i, i)).AsTask()).ToList();
        Assert.Equal(Enumerable.Range(1, 200).Select(i => (long)i), await Task.WhenAll(appends));
        Assert.Equal(0, test.Store.ReadCounters().WriteBytesWaiting);
    }

    [Fact]
    public async Task A_batch_may_be_changed_as_soon_as_the_call_has_returned()
    {
        await using var test = await OpenAsync();
        var sensor = await test.AddSensorAsync();
        SensorSample[] samples = [new(sensor, new Sample(1, 1.5))];
        var append = test.Store.Journal.AppendAsync(new JournalBatch(samples, default));
        samples[0] = default;
        await append;
        Assert.Equal(1.5, (await test.Store.Journal.ReadAfterAsync(0).ToListAsync())[0].Samples[0].Sample.Value);
    }

    [Fact]
    public async Task Batches_beyond_a_limit_or_of_unknown_sensors_are_refused_with_the_limit()
    {
        await using var test = await OpenAsync(new StoreOptions { SamplesPerBatchMax = 2, TextBytesMax = 8 });
        var sensor = await test.AddSensorAsync();
        var refusals = new[]
        {
            await RefusedAsync(test.AppendAsync, sensor, new(1, 1.0), new(2, 1.0), new(3, 1.0)),
            await RefusedAsync(test.AppendAsync, sensor, new Sample(1, "äöüßä")),
            await RefusedAsync(test.AppendAsync, sensor + 1, new Sample(1, 1.0)),
            await RefusedAsync(test.AppendAsync, sensor, new Sample(-1, 1.0)),
        };
        Assert.Contains("SamplesPerBatchMax", refusals[0].Message, StringComparison.Ordinal);
        Assert.Contains("10 bytes", refusals[1].Message, StringComparison.Ordinal);
        Assert.Contains("keys 0 to 0", refusals[2].Message, StringComparison.Ordinal);
        Assert.Contains("source time -1", refusals[3].Message, StringComparison.Ordinal);
        Assert.Equal(0, test.Store.Journal.LastSequence);
    }

    [Fact]
    public async Task A_kill_after_the_commit_loses_nothing()
    {
        await using var test = await OpenAsync();
        var sensor = await test.AddSensorAsync();
        var samples = new Seeded(2).Samples(100).ToArray();
        await test.AppendAsync(sensor, samples);
        await using var restarted = await test.OpenCopyAsync();
        var journal = restarted.Store.Journal;
        var entry = Assert.Single(await journal.ReadAfterAsync(journal.CheckpointCursor).ToListAsync());
        SampleAssert.Same(samples, [.. entry.Samples.Select(sample => sample.Sample)]);
        Assert.True(restarted.Store.Names.TryGetKey("acme/lyon/press-3/power", out var key) && key == sensor);
        Assert.Equal(2, await restarted.AppendAsync(sensor, samples));
    }

    [Fact]
    public async Task After_closing_an_append_says_so()
    {
        var test = await OpenAsync();
        var sensor = await test.AddSensorAsync();
        await test.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => test.AppendAsync(sensor, new Sample(1, 1.0)).AsTask());
    }

    private static Task<ArgumentException> RefusedAsync(
        Func<int, Sample[], ValueTask<long>> append, int sensorKey, params Sample[] samples) =>
        Assert.ThrowsAsync<ArgumentException>(() => append(sensorKey, samples).AsTask());
}

public sealed class SqliteJournalTests() : JournalTests(StoreKind.Sqlite);

public sealed class PostgresJournalTests() : JournalTests(StoreKind.Postgres);
