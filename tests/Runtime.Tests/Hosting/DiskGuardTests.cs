using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Store;

namespace OrleansTwin.Runtime.Tests.Hosting;

public class DiskGuardTests
{
    private readonly Clock _time = new();
    private readonly CountingSink _sink = new();
    private long _free = 1_000;

    [Fact]
    public async Task Below_the_mark_nothing_is_taken_and_with_room_it_goes_on_by_itself()
    {
        var guard = new DiskGuard(_sink, () => _free, freeBytesMin: 500, _time);
        await await TakeAsync(guard);
        _free = 499;
        _time.Pass(TimeSpan.FromSeconds(1));
        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => TakeAsync(guard));
        Assert.Contains("499 bytes free; at least 500", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, _sink.Taken);
        _free = 500;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => TakeAsync(guard));
        _time.Pass(TimeSpan.FromSeconds(1));
        await await TakeAsync(guard);
        Assert.Equal(2, _sink.Taken);
    }

    [Fact]
    public async Task The_disk_is_looked_at_once_a_second_at_most()
    {
        var looks = 0;
        var guard = new DiskGuard(_sink, () => ++looks * 1_000, freeBytesMin: 1, _time);
        for (var i = 0; i < 100; i++)
        {
            await await TakeAsync(guard);
            _time.Pass(TimeSpan.FromMilliseconds(20));
        }

        Assert.Equal(2, looks);
    }

    private static async Task<Task> TakeAsync(DiskGuard guard) =>
        await guard.TakeAsync(new IngestBatch(), CancellationToken.None);

    private sealed class CountingSink : IBatchSink
    {
        public int Taken { get; private set; }

        public ValueTask<Task> TakeAsync(IngestBatch batch, CancellationToken cancel)
        {
            Taken++;
            return new(Task.CompletedTask);
        }
    }

    private sealed class Clock : TimeProvider
    {
        private long _ticks = TimeSpan.TicksPerDay;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Pass(TimeSpan time) => _ticks += time.Ticks;
    }
}
