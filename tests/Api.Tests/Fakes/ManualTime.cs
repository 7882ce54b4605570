namespace OrleansTwin.Api.Tests.Fakes;

/// <summary>A clock that moves when the test says so. It has no timers.</summary>
internal sealed class ManualTime : TimeProvider
{
    private DateTimeOffset _now = FakePlant.Now;

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan by) => _now += by;
}
