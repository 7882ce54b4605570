using OrleansTwin.Runtime.Answers;
using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Runtime.Tests.Support;

namespace OrleansTwin.Runtime.Tests.Hosting;

public sealed class ClockWatchTests
{
    private readonly HandTime _time = new();

    [Theory]
    [InlineData(-3600)]
    [InlineData(86_400)]
    public void A_clock_that_is_set_is_told_for_an_hour_and_counted_once(int seconds)
    {
        var watch = new ClockWatch(_time);
        _time.Advance(TimeSpan.FromHours(5));
        Assert.Null(watch.LastStep);
        _time.Set(TimeSpan.FromSeconds(seconds));
        Assert.Equal(TimeSpan.FromSeconds(seconds), watch.LastStep?.By);
        _time.Advance(TimeSpan.FromMinutes(59));
        Assert.NotNull(watch.LastStep);
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Null(watch.LastStep);
        Assert.Equal(1, watch.Steps);
    }

    [Fact]
    public void A_time_service_that_corrects_slowly_makes_no_step()
    {
        var watch = new ClockWatch(_time);
        for (var minute = 0; minute < 100; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            _time.Set(TimeSpan.FromMilliseconds(30));
            watch.Look();
        }

        Assert.Equal(0, watch.Steps);
    }
}
