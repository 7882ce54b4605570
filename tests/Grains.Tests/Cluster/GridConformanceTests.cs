using OrleansTwin.HostConformance.Tests.Hosts;
using OrleansTwin.HostConformance.Tests.Suite;

namespace OrleansTwin.Grains.Tests.Cluster;

public sealed class GridConformanceTests
{
    [Fact]
    public async Task A_grid_of_silos_answers_every_question_as_a_plant_in_one_process_does()
    {
        var (edgeTime, gridTime) = (new SuiteTime(), new SuiteTime());
        await using var edge = await EdgeUnderTest.OpenAsync(edgeTime);
        var expected = await SuiteDay.PlayAsync(edge, edgeTime);
        await using var grid = await GridUnderTest.StartAsync(gridTime);

        Conformance.Demand(expected, await SuiteDay.PlayAsync(grid, gridTime));
    }
}
