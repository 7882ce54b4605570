using OrleansTwin.Runtime.Feeds;
using OrleansTwin.Runtime.Tests.Support;

namespace OrleansTwin.Runtime.Tests.Feeds;

/// <summary>Everything that can go wrong on the way to the shards, in an order drawn from a seed.</summary>
public sealed class FeedFaultTests
{
    private const int Steps = 150;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Whatever_goes_wrong_every_acknowledged_sample_is_taken_once(int seed)
    {
        var random = new Random(seed);
        await using var grid = await FeedGrid.StartAsync(
            new FeedOptions { SamplesPerCallMax = 50, RecentBytesMax = random.Next(2) == 0 ? 5_000 : 1 << 20 });
        var sensors = grid.Plant.Machines.Select(machine => $"{machine.Id}/power").ToArray();
        var posted = new List<(string SensorId, string Key, int Value)>();
        for (var step = 0; step < Steps; step++)
        {
            await grid.SendAsync(random.GetItems(sensors, random.Next(1, 40)));
            await DisturbAsync(grid, random);
            await PostAsync(grid, random, sensors, posted);
            grid.Time.GoOn();
        }

        foreach (var shard in grid.Shards)
            shard.IsAway = false;
        await grid.AssertTakenOnceAsync($"Seed {seed}.");
        await grid.TruncatedAsync();
        Assert.All(grid.Feed.Lanes, lane => Assert.Equal(0, lane.Missing));
    }

    private static async Task DisturbAsync(FeedGrid grid, Random random)
    {
        var shard = grid.Shards[random.Next(grid.Count)];
        switch (random.Next(10))
        {
            case 0:
                shard.IsAway = !shard.IsAway;
                break;
            case 1 or 2:
                shard.Meet(random.GetItems(Enum.GetValues<CallFault>(), random.Next(1, 5)));
                break;
            case 3:
                await shard.KillAsync();
                break;
            case 4:
                await grid.Feed.SaveAsync(default);
                break;
            case 5 when random.Next(2) == 0:
                await grid.KillFeedAsync();
                break;
            case 5:
                await grid.StopFeedAsync();
                await grid.OpenFeedAsync();
                break;
        }
    }

    /// <summary>Posts with a key, and now and then one that was posted before, perhaps to an earlier process.</summary>
    private static async Task PostAsync(
        FeedGrid grid, Random random, string[] sensors, List<(string SensorId, string Key, int Value)> posted)
    {
        if (posted.Count > 0 && random.Next(4) == 0)
        {
            var (sensorId, key, value) = posted[random.Next(posted.Count)];
            Assert.True(await grid.PostAsync(sensorId, key, again: value));
            return;
        }

        posted.Add((sensors[random.Next(sensors.Length)], $"key {posted.Count}", grid.Sent.Count + 1));
        Assert.False(await grid.PostAsync(posted[^1].SensorId, posted[^1].Key));
    }
}
