using OrleansTwin.HostConformance.Tests.Hosts;
using OrleansTwin.HostConformance.Tests.Suite;

namespace OrleansTwin.HostConformance.Tests;

/// <summary>The suite's day as one process answers it: what all others are compared with.</summary>
[CollectionDefinition(nameof(EdgeDay))]
public sealed class EdgeDay : IAsyncLifetime, ICollectionFixture<EdgeDay>
{
    private SuiteDay? _day;

    internal SuiteDay Day => _day ?? throw new InvalidOperationException("The day has not been played.");

    public async Task InitializeAsync()
    {
        var time = new SuiteTime();
        await using var host = await EdgeUnderTest.OpenAsync(time);
        _day = await SuiteDay.PlayAsync(host, time);
    }

    public Task DisposeAsync() => Task.CompletedTask;
}
