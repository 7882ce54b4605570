using OrleansTwin.Store.Tests.Databases;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Tests;

/// <summary>A file that may not grow any more.</summary>
public sealed class SqliteFullTests() : StoreContract(StoreKind.Sqlite)
{
    [Fact]
    public async Task A_full_store_refuses_appends_until_a_checkpoint_has_made_room()
    {
        await using var test = await OpenAsync(new StoreOptions { JournalBytesMax = 400 * 1024 });
        var sensor = await test.AddSensorAsync();
        var batch = new Seeded(5).Samples(500).ToArray();
        StoreUnavailableException? full = null;
        long last = 0;
        while (full is null)
        {
            try
            {
                last = await test.AppendAsync(sensor, batch);
            }
            catch (StoreUnavailableException exception)
            {
                full = exception;
            }
        }

        Assert.Contains("full", full.Message, StringComparison.Ordinal);
        Assert.Equal(last, test.Store.Journal.LastSequence);
        await test.CheckpointAsync();
        Assert.Equal(last + 1, await test.AppendAsync(sensor, batch));
    }

    [Fact]
    public async Task A_checkpoint_that_fails_leaves_all_as_it_was_and_the_next_one_takes_it_along()
    {
        await using var test = await OpenAsync(new StoreOptions { DatabaseBytesMax = 600 * 1024 });
        var sensor = await test.AddSensorAsync();
        var sequence = await test.TakeAsync(sensor, new Sample(Seeded.Start, 1.0));
        test.Store.DeadLetters.Add(new DeadLetter(0, 1, "mqtt", "a/b", "malformed", "no number", 1, "x"u8.ToArray()));
        var tooLarge = new Checkpoint(sequence, [new(1, new byte[1024 * 1024])], []);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => test.Store.CheckpointAsync(tooLarge).AsTask());
        Assert.Equal((0, 1), (test.Store.Journal.CheckpointCursor, test.Store.History.BufferedSamples));
        Assert.Single(await test.Store.Journal.ReadAfterAsync(0).ToListAsync());
        await test.CheckpointAsync();
        await using var restarted = await test.OpenCopyAsync();
        Assert.Single(await restarted.Store.History.ReadAsync(sensor, 0, long.MaxValue));
        Assert.Equal("no number", Assert.Single(restarted.Store.DeadLetters.List(10)).Detail);
    }
}
