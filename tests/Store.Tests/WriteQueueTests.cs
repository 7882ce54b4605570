using OrleansTwin.Store.Sql;

namespace OrleansTwin.Store.Tests;

public sealed class WriteQueueTests
{
    private readonly WriteQueue _queue = new(countMax: 3, bytesMax: 100);

    [Fact]
    public async Task Who_finds_no_room_for_his_bytes_waits_and_nobody_overtakes_him()
    {
        var (first, large, small) = (new Write(60), new Write(41), new Write(1));
        Assert.True(_queue.TryAdd(first));
        Assert.False(_queue.TryAdd(large));
        var waiting = _queue.AddAsync(large, default);
        Assert.False(_queue.TryAdd(small));
        var behind = _queue.AddAsync(small, default);
        Assert.Equal((60, 1, 2), (_queue.Bytes, _queue.Count, _queue.HeldUp));
        Assert.Same(first, _queue.TryTake());
        await waiting;
        await behind;
        Assert.Equal((42, 2, 2), (_queue.Bytes, _queue.Count, _queue.HeldUp));
        Assert.Same(large, _queue.TryTake());
        Assert.Same(small, _queue.TryTake());
        Assert.Null(_queue.TryTake());
    }

    [Fact]
    public void More_writes_than_there_may_be_wait_however_small_they_are()
    {
        for (var i = 0; i < 3; i++)
            Assert.True(_queue.TryAdd(new Write(0)));
        Assert.False(_queue.TryAdd(new Write(0)));
    }

    [Fact]
    public void A_write_larger_than_the_bound_goes_in_when_the_queue_is_empty()
    {
        Assert.True(_queue.TryAdd(new Write(1000)));
        Assert.False(_queue.TryAdd(new Write(1)));
        Assert.NotNull(_queue.TryTake());
        Assert.True(_queue.TryAdd(new Write(1)));
    }

    [Fact]
    public async Task Who_gives_up_waiting_makes_way_for_those_behind()
    {
        using var patience = new CancellationTokenSource();
        Assert.True(_queue.TryAdd(new Write(60)));
        var waiting = _queue.AddAsync(new Write(41), patience.Token).AsTask();
        var behind = _queue.AddAsync(new Write(40), default);
        await patience.CancelAsync();
        await behind;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(100, _queue.Bytes);
    }

    [Fact]
    public async Task When_it_closes_what_is_in_it_remains_and_who_waits_is_told()
    {
        Assert.True(_queue.TryAdd(new Write(100)));
        var waiting = _queue.AddAsync(new Write(1), default).AsTask();
        _queue.Close();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        Assert.Throws<ObjectDisposedException>(() => _queue.TryAdd(new Write(1)));
        Assert.False(_queue.IsAtEnd);
        Assert.NotNull(_queue.TryTake());
        Assert.True(_queue.IsAtEnd && _queue.Wait(Timeout.InfiniteTimeSpan));
    }

    private sealed class Write(int bytes) : WriteRequest
    {
        public override int Bytes => bytes;

        public override void Execute(SqlDatabase database)
        {
        }

        public override void Succeed()
        {
        }

        public override void Fail(Exception exception)
        {
        }
    }
}
