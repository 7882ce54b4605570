using OrleansTwin.Bench.Scale;

namespace OrleansTwin.Runtime.Tests.Shards;

public sealed class ScalePlacementTests
{
    private static readonly IReadOnlyList<FleetLine> Lines = Fleet.Draw(plants: 100, sensorsPerPlant: 5000, seed: 7);

    [Fact]
    public void The_same_seed_draws_the_same_fleet_of_the_size_asked_for()
    {
        Assert.Equal(Lines, Fleet.Draw(plants: 100, sensorsPerPlant: 5000, seed: 7));
        Assert.NotEqual(Lines, Fleet.Draw(plants: 100, sensorsPerPlant: 5000, seed: 8));
        Assert.InRange(Lines.Sum(line => line.Sensors), 495_000, 505_000);
    }

    [Fact]
    public void A_lost_silo_moves_its_own_shards_and_no_other_and_no_sensor_is_lost()
    {
        var before = new Placement(Lines, shards: 256, silos: 5);
        var lost = before.SensorsOfSilos.MaxBy(silo => silo.Value).Key;

        var after = before.Without(lost);

        Assert.All(Enumerable.Range(0, 256), shard => Assert.Equal(
            before.SeatOf(shard) == lost, before.SeatOf(shard) != after.SeatOf(shard)));
        Assert.Equal(Lines.Sum(line => (long)line.Sensors), after.SensorsOfSilos.Values.Sum());
        Assert.True(before.MovedTo(after) > 0);
    }
}
