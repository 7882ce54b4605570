using OrleansTwin.Edge.Runtime;
using OrleansTwin.Edge.Tests.Support;
using OrleansTwin.Store;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Edge.Tests.Runtime;

public class FaultTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_partition_that_fails_is_seen_the_others_go_on_and_a_restart_makes_good_what_it_missed()
    {
        var inputs = Script.Write(SmallPlant.Create(), 8, 1, 5);
        await using var sound = await EdgeBench.OpenAsync(SmallPlant.Create());
        var bench = await EdgeBench.OpenAsync(SmallPlant.Create());
        foreach (var input in inputs.Take(inputs.Count / 2))
            await bench.ApplyAsync(input);
        var failing = Array.Find(bench.Engine.Runtime.Lines, line => line.Mailbox.Name == SmallPlant.Line1);
        Assert.NotNull(failing);
        await failing.Mailbox.PostAsync(() => throw new InvalidOperationException("planted"));
        await Assert.ThrowsAsync<MailboxStoppedException>(() => failing.Mailbox.AskAsync(() => 0).WaitAsync(Patience));
        foreach (var input in inputs.Skip(inputs.Count / 2))
            await bench.ApplyAsync(input);
        foreach (var input in inputs)
            await sound.ApplyAsync(input);

        Assert.Equal("planted", failing.Mailbox.Fault?.Message);
        var other = Array.Find(bench.Engine.Runtime.Lines, line => line.Mailbox.Name == SmallPlant.Line2);
        Assert.NotNull(other);
        await other.Mailbox.AskAsync(() => 0).WaitAsync(Patience);
        await sound.DrainAsync();
        Assert.Equal(await HoursAsync(sound, SmallPlant.Line2), await HoursAsync(bench, SmallPlant.Line2));
        await Assert.ThrowsAsync<MailboxStoppedException>(() => bench.CheckpointAsync().WaitAsync(Patience));
        Assert.IsType<MailboxStoppedException>(bench.Engine.CheckpointFault);

        var left = bench.CopyAsKilled();
        await bench.DisposeAsync();
        await using var restarted = await EdgeBench.OpenAsync(SmallPlant.Create(), left);
        await restarted.CheckpointAsync();
        await sound.CheckpointAsync();
        Ledgers.AssertSame(await sound.ReadAllAsync(), await restarted.ReadAllAsync(), "after the restart");
    }

    [Fact]
    public async Task A_checkpoint_that_fails_changes_nothing_and_the_next_takes_everything_along()
    {
        var inputs = Script.Write(SmallPlant.Create(), 8, 0.5, 6);
        await using var sound = await EdgeBench.OpenAsync(SmallPlant.Create());
        await using var bench = await EdgeBench.OpenAsync(SmallPlant.Create());
        foreach (var (place, input) in inputs.Index())
        {
            await sound.ApplyAsync(input);
            await bench.ApplyAsync(input);
            if (place % 20 != 0)
                continue;
            using var givenUp = new CancellationTokenSource();
            await givenUp.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bench.Engine.CheckpointAsync(givenUp.Token));
        }

        await sound.CheckpointAsync();
        await bench.CheckpointAsync();
        Ledgers.AssertSame(await sound.ReadAllAsync(), await bench.ReadAllAsync(), "after failed checkpoints");
    }

    [Fact]
    public async Task A_full_store_tells_of_nothing_that_it_cannot_keep_and_loses_nothing_that_it_told_of()
    {
        var options = new StoreOptions { DatabaseBytesMax = 512 * 1024, JournalBytesMax = 512 * 1024 };
        await using var bench = await EdgeBench.OpenAsync(SmallPlant.Create(), options);
        var taken = 0;
        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
        {
            for (; ; taken += 100)
            {
                await bench.CommitAsync(
                    $"{SmallPlant.Alone}/power",
                    [.. Enumerable.Range(taken, 100).Select(second => new Sample(Second(second), second % 7))]);
            }
        });
        Assert.Contains("full", refused.Message, StringComparison.Ordinal);
        Assert.Same(refused, bench.Engine.CheckpointFault);
        await using var roomier = await EdgeBench.OpenAsync(SmallPlant.Create(), bench.CopyAsKilled());
        await roomier.CheckpointAsync();
        Assert.Null(roomier.Engine.CheckpointFault);
        var history = await roomier.Store.History.ReadAsync(
            roomier.KeyOf($"{SmallPlant.Alone}/power"), 0, DateTime.MaxValue.Ticks);
        Assert.Equal(taken, history.Length);
    }

    [Fact]
    public async Task A_full_history_buffer_is_emptied_by_a_checkpoint_before_more_is_taken()
    {
        await using var bench = await EdgeBench.OpenAsync(SmallPlant.Create(), new StoreOptions { BufferedSamplesMax = 500 });
        for (var second = 0; second < 3000; second++)
        {
            await bench.CommitAsync($"{SmallPlant.Alone}/power", new Sample(Second(second), 1));
            await bench.DrainAsync();
            Assert.InRange(bench.Store.History.BufferedSamples, 0, 501);
        }

        Assert.True(bench.Store.ReadCounters().Checkpoints >= 5);
    }

    private static long Second(int second) => SmallPlant.At(8) + (second * TimeSpan.TicksPerSecond);

    private static async Task<ElementVector> HoursAsync(EdgeBench bench, string id) =>
        await bench.SumAsync(id, SmallPlant.At(7), SmallPlant.At(10));
}
