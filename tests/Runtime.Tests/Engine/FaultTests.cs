using OrleansTwin.Runtime.Engine;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Ingest.Tests;
using OrleansTwin.Store;
using OrleansTwin.Store.Sqlite;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Runtime.Tests.Engine;

public class FaultTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly RecoveryOptions AtOnce = new() { WaitMin = TimeSpan.Zero };

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_fold_that_fails_for_a_while_is_made_good_without_a_restart_nothing_is_lost_or_counted_twice(int times)
    {
        var inputs = Script.Write(SmallPlant.Create(), 8, 1, 5);
        await using var sound = await EngineBench.OpenAsync(SmallPlant.Create());
        var directory = EngineBench.NewDirectory();
        var store = new BrittleStore(await SqliteTwinStore.OpenAsync(directory));
        var bench = await EngineBench.OverAsync(SmallPlant.Create(), store, recovery: AtOnce);
        foreach (var (place, input) in inputs.Index())
        {
            if (place == inputs.Count / 3)
                await bench.CheckpointAsync();
            if (place == inputs.Count / 2)
                store.Folding = FailingFor(bench, SmallPlant.Line1, times);
            await sound.ApplyAsync(input);
            await bench.ApplyAsync(input);
        }

        await Waiting.Until(
            () => bench.Engine.Recovery.Reloads == times && bench.Engine.Runtime.Stopped is null, "the twins' return");
        await sound.CheckpointAsync();
        await bench.CheckpointAsync();
        Assert.Null(bench.Engine.CheckpointFault);
        Ledgers.AssertSame(await sound.ReadAllAsync(), await bench.ReadAllAsync(), $"after {times} faults");
        var sensor = $"{SmallPlant.Line1}/m-2/power";
        Assert.Equal(await HistoryAsync(sound, sensor), await HistoryAsync(bench, sensor));
        await bench.CloseAsync();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task A_fold_that_always_fails_stays_stopped_the_others_go_on_and_a_mended_start_makes_good_what_it_missed()
    {
        var inputs = Script.Write(SmallPlant.Create(), 8, 1, 5);
        await using var sound = await EngineBench.OpenAsync(SmallPlant.Create());
        var directory = EngineBench.NewDirectory();
        var store = new BrittleStore(await SqliteTwinStore.OpenAsync(directory));
        var bench = await EngineBench.OverAsync(SmallPlant.Create(), store, recovery: AtOnce);
        foreach (var (place, input) in inputs.Index())
        {
            if (place == inputs.Count / 2)
                store.Folding = FailingFor(bench, SmallPlant.Line1, int.MaxValue);
            await sound.ApplyAsync(input);
            await bench.ApplyAsync(input);
        }

        await Waiting.Until(() => bench.Engine.Recovery.HasGivenUp, "the end of all attempts");
        var stopped = bench.Engine.Runtime.Stopped;
        Assert.Equal((SmallPlant.Line1, "planted"), (stopped?.Name, stopped?.Fault?.Message));
        Assert.Equal(AtOnce.AttemptsMax, bench.Engine.Recovery.Reloads);
        var other = Array.Find(bench.Engine.Runtime.Lines, line => line.Mailbox.Name == SmallPlant.Line2);
        Assert.NotNull(other);
        await other.Mailbox.AskAsync(() => 0).WaitAsync(Patience);
        await sound.DrainAsync();
        Assert.Equal(await HoursAsync(sound, SmallPlant.Line2), await HoursAsync(bench, SmallPlant.Line2));
        await Assert.ThrowsAsync<MailboxStoppedException>(() => bench.CheckpointAsync().WaitAsync(Patience));
        Assert.IsType<MailboxStoppedException>(bench.Engine.CheckpointFault);

        await bench.CloseAsync();
        await using var restarted = await EngineBench.OpenAsync(SmallPlant.Create(), directory);
        await restarted.CheckpointAsync();
        await sound.CheckpointAsync();
        Ledgers.AssertSame(await sound.ReadAllAsync(), await restarted.ReadAllAsync(), "after the restart");
    }

    [Fact]
    public async Task A_process_whose_journal_holds_what_stops_a_partition_starts_and_the_others_serve()
    {
        var directory = EngineBench.NewDirectory();
        await using (var store = await SqliteTwinStore.OpenAsync(directory))
        {
            var keys = await store.Names.GetOrAddAsync([$"{SmallPlant.Line1}/m-1/power", $"{SmallPlant.Line2}/m-1/power"]);
            await store.Journal.AppendAsync(new JournalBatch(
                new SensorSample[] { new(keys[0], new(Second(0), BrittleStore.Unfoldable)), new(keys[1], new(Second(0), 7)) },
                default));
        }

        await using (var store = BrittleStore.Over(await SqliteTwinStore.OpenAsync(directory)))
        {
            var bench = await EngineBench.OverAsync(SmallPlant.Create(), store, recovery: AtOnce);
            await Waiting.Until(() => bench.Engine.Recovery.HasGivenUp, "the end of all attempts");
            Assert.Equal(SmallPlant.Line1, bench.Engine.Runtime.Stopped?.Name);
            var (line, machine) = bench.Engine.Runtime.Machines[$"{SmallPlant.Line2}/m-1"];
            Assert.True(await line.Mailbox.AskAsync(() => machine.Sensors.Any(sensor => sensor.Latest?.Value == 7)));
            await bench.CloseAsync();
        }

        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task A_checkpoint_that_fails_changes_nothing_and_the_next_takes_everything_along()
    {
        var inputs = Script.Write(SmallPlant.Create(), 8, 0.5, 6);
        await using var sound = await EngineBench.OpenAsync(SmallPlant.Create());
        await using var bench = await EngineBench.OpenAsync(SmallPlant.Create());
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
        await using var bench = await EngineBench.OpenAsync(SmallPlant.Create(), options);
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
        await using var roomier = await EngineBench.OpenAsync(SmallPlant.Create(), bench.CopyAsKilled());
        await roomier.CheckpointAsync();
        Assert.Null(roomier.Engine.CheckpointFault);
        var history = await roomier.Store.History.ReadAsync(
            roomier.KeyOf($"{SmallPlant.Alone}/power"), 0, DateTime.MaxValue.Ticks);
        Assert.Equal(taken, history.Length);
    }

    [Fact]
    public async Task A_full_history_buffer_is_emptied_by_a_checkpoint_before_more_is_taken()
    {
        await using var bench = await EngineBench.OpenAsync(SmallPlant.Create(), new StoreOptions { BufferedSamplesMax = 500 });
        for (var second = 0; second < 3000; second++)
        {
            await bench.CommitAsync($"{SmallPlant.Alone}/power", new Sample(Second(second), 1));
            await bench.DrainAsync();
            Assert.InRange(bench.Store.History.BufferedSamples, 0, 501);
        }

        Assert.True(bench.Store.ReadCounters().Checkpoints >= 5);
    }

    /// <summary>Folds of a line's samples fail, so many times.</summary>
    private static Action<int, Sample> FailingFor(EngineBench bench, string lineId, int times) => (key, _) =>
    {
        if (bench.Store.Names.NameOf(key).StartsWith(lineId, StringComparison.Ordinal) && Interlocked.Decrement(ref times) >= 0)
            throw new InvalidOperationException("planted");
    };

    private static async Task<Sample[]> HistoryAsync(EngineBench bench, string sensorId) =>
        await bench.Store.History.ReadAsync(bench.KeyOf(sensorId), 0, DateTime.MaxValue.Ticks);

    private static long Second(int second) => SmallPlant.At(8) + (second * TimeSpan.TicksPerSecond);

    private static async Task<ElementVector> HoursAsync(EngineBench bench, string id) =>
        await bench.SumAsync(id, SmallPlant.At(7), SmallPlant.At(10));
}
