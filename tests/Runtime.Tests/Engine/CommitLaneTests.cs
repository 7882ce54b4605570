using OrleansTwin.Diagnostics;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Store;
using OrleansTwin.Store.Sqlite;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Runtime.Tests.Engine;

public class CommitLaneTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly StandingTime _time = new();
    private readonly ScriptedJournal _journal = new();

    [Fact]
    public async Task Several_batches_are_at_the_journal_at_a_time_and_become_durable_in_order()
    {
        await using var lane = new CommitLane(_journal, new LatencyHistogram(), _time);
        _journal.IsHeld = true;
        var durable = await BeginAsync(lane, 1, 5);
        Assert.Equal([1, 2, 3, 4, 5], _journal.Asked);
        _journal.Answer(2);
        Assert.All(durable, task => Assert.False(task.IsCompleted));
        _journal.Answer(1);
        await durable[1].WaitAsync(Patience);
        Assert.False(durable[2].IsCompleted);
        _journal.AnswerAll();
        await lane.Newest.WaitAsync(Patience);
        Assert.Same(durable[4], lane.Newest);
    }

    [Fact]
    public async Task One_that_fails_in_the_middle_is_repeated_before_those_behind_it_and_none_of_them_is_told_before()
    {
        await using var lane = new CommitLane(_journal, new LatencyHistogram(), _time);
        _journal.IsHeld = true;
        var durable = await BeginAsync(lane, 1, 4);
        _journal.Answer(1);
        await durable[0].WaitAsync(Patience);
        _journal.Fail = "disk full";
        _journal.AnswerAll();
        await _time.Waiting.WaitAsync(Patience);
        Assert.Equal((PipelineState.Paused, "disk full"), (lane.Stall?.State, lane.Stall?.LastError));
        Assert.All(durable[1..], task => Assert.False(task.IsCompleted));

        _journal.IsHeld = false;
        var late = await BeginAsync(lane, 5, 1);
        _journal.Fail = null;
        _time.GoOn();
        await late[0].WaitAsync(Patience);
        Assert.Equal([1, 2, 3, 4, 5], _journal.Kept);
        Assert.All(durable, task => Assert.True(task.IsCompletedSuccessfully));
        Assert.Null(lane.Stall);
    }

    [Fact]
    public async Task After_a_repair_batches_are_at_the_journal_together_again()
    {
        await using var lane = new CommitLane(_journal, new LatencyHistogram(), _time);
        _journal.Fail = "cut";
        var first = await BeginAsync(lane, 1, 1);
        await _time.Waiting.WaitAsync(Patience);
        _journal.Fail = null;
        _time.GoOn();
        await first[0].WaitAsync(Patience);
        await (await BeginAsync(lane, 2, 1))[0].WaitAsync(Patience);
        _journal.IsHeld = true;
        await BeginAsync(lane, 3, 3);
        Assert.Equal([3, 4, 5], _journal.Asked[^3..]);
        _journal.AnswerAll();
    }

    [Fact]
    public async Task A_full_lane_makes_the_next_batch_wait_and_giving_up_the_wait_begins_nothing()
    {
        await using var lane = new CommitLane(_journal, new LatencyHistogram(), _time);
        _journal.IsHeld = true;
        await BeginAsync(lane, 1, 65);
        using var impatient = new CancellationTokenSource();
        var waiting = lane.BeginAsync(Batch(66), impatient.Token).AsTask();
        Assert.False(waiting.IsCompleted);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(65, _journal.Asked.Count);
        _journal.AnswerAll();
        await (await BeginAsync(lane, 66, 1))[0].WaitAsync(Patience);
        Assert.Equal(Enumerable.Range(1, 66).Select(i => (long)i), _journal.Kept);
    }

    [Fact]
    public async Task The_end_of_a_lane_whose_journal_fails_gives_up_what_was_not_durable()
    {
        var lane = new CommitLane(_journal, new LatencyHistogram(), _time);
        _journal.Fail = "gone";
        var durable = await BeginAsync(lane, 1, 2);
        await _time.Waiting.WaitAsync(Patience);
        await lane.DisposeAsync().AsTask().WaitAsync(Patience);
        Assert.All(durable, task => Assert.True(task.IsCanceled));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => lane.BeginAsync(Batch(3), default).AsTask());
    }

    [Fact]
    public async Task The_real_journal_refuses_a_number_out_of_turn_and_keeps_its_neighbours()
    {
        var directory = EngineBench.NewDirectory();
        await using (var store = await SqliteTwinStore.OpenAsync(directory))
        {
            var key = (await store.Names.GetOrAddAsync(["a/b"]))[0];
            Task<long> Append(long sequence) => store.Journal.AppendAsync(
                new JournalBatch(new SensorSample[] { new(key, new Sample(1, 1)) }, default, sequence)).AsTask();
            var appends = new[] { Append(1), Append(3), Append(2) };
            Assert.Equal((1, 2), (await appends[0], await appends[2]));
            await Assert.ThrowsAsync<StoreUnavailableException>(() => appends[1]);
            Assert.Equal(3, await Append(3));
            Assert.Equal(3, store.Journal.LastSequence);
        }

        Directory.Delete(directory, recursive: true);
    }

    private static async Task<Task[]> BeginAsync(CommitLane lane, long first, int count)
    {
        var durable = new Task[count];
        for (var i = 0; i < count; i++)
            durable[i] = await lane.BeginAsync(Batch(first + i), CancellationToken.None).AsTask().WaitAsync(Patience);
        return durable;
    }

    private static JournalBatch Batch(long sequence) => new(default, default, sequence);
}
