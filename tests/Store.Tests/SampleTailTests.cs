using OrleansTwin.Store.Buffers;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Tests;

public sealed class SampleTailTests
{
    [Fact]
    public void What_a_checkpoint_has_taken_leaves_and_what_came_behind_it_stays()
    {
        var tail = new SampleTail();
        for (var at = 1; at <= 100; at++)
            tail.Add(new Sample(at, at), sequence: at);
        List<Sample> taken = [], left = [];

        tail.CopyUpTo(90, taken);
        tail.DropUpTo(90);
        tail.Add(new Sample(101, 101), sequence: 101);
        tail.CopyWindow(0, long.MaxValue, left);

        Assert.Equal(Enumerable.Range(1, 90), taken.Select(sample => (int)sample.Value));
        Assert.Equal(Enumerable.Range(91, 11), left.Select(sample => (int)sample.Value));
    }

    [Fact]
    public void Samples_that_come_as_fast_as_before_need_no_more_room()
    {
        var tail = new SampleTail();
        List<Sample> taken = new(50);
        Fill(tail, taken, samples: 50);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Fill(tail, taken, samples: 50);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_sensor_that_has_become_slow_or_silent_gives_its_room_back(int samples)
    {
        var tail = new SampleTail();
        List<Sample> taken = new(1000);
        Fill(tail, taken, samples: 1000);
        Fill(tail, taken, samples);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Fill(tail, taken, samples: 1000);

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before > 1000 * 48);
    }

    private static void Fill(SampleTail tail, List<Sample> taken, int samples)
    {
        taken.Clear();
        for (var at = 1; at <= samples; at++)
            tail.Add(new Sample(at, at), sequence: at);
        tail.CopyUpTo(samples, taken);
        tail.DropUpTo(samples);
    }
}
