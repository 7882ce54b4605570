using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Sim.Tests.World;

namespace OrleansTwin.Sim.Tests;

public sealed class SteadyClockTests
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan[] Steps = [TimeSpan.FromDays(1), TimeSpan.FromHours(-1)];

    private readonly SimClock _time = new(new DateTime(2026, 3, 2, 8, 0, 0, DateTimeKind.Utc).Ticks, () => { });

    [Fact]
    public void It_tells_the_time_once_it_has_run_steadily_for_a_while()
    {
        var clock = new SteadyClock(_time);

        Assert.Equal(SteadyClock.SteadyAfter, SilenceOf(clock));
        Assert.Equal(_time.GetUtcNow().UtcTicks, clock.Read());
    }

    [Fact]
    public void A_clock_that_is_set_is_silent_again_for_as_long()
    {
        var clock = new SteadyClock(_time);
        SilenceOf(clock);
        foreach (var step in Steps)
        {
            _time.Wrong = step;
            Assert.Equal(SteadyClock.SteadyAfter, SilenceOf(clock));
            Assert.Equal(_time.GetUtcNow().UtcTicks, clock.Read());
        }
    }

    [Fact]
    public void A_clock_that_is_slewed_goes_on_telling_the_time()
    {
        var clock = new SteadyClock(_time);
        SilenceOf(clock);
        for (var i = 0; i < 100; i++)
        {
            _time.Wrong += TimeSpan.FromMilliseconds(50);
            Assert.Equal(TimeSpan.Zero, SilenceOf(clock));
        }
    }

    private TimeSpan SilenceOf(SteadyClock clock)
    {
        var began = _time.GetTimestamp();
        while (clock.Read() is null)
            _time.AdvanceTo(_time.GetTimestamp() + Period.Ticks);
        return TimeSpan.FromTicks(_time.GetTimestamp() - began);
    }
}
