using OrleansTwin.Ingest.Sources;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Runtime.Tests.Feeds;

/// <summary>Behind a feed, twins become what they become in one process.</summary>
public sealed class OneShardTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task The_twins_of_one_shard_are_those_of_an_engine_with_the_same_batches_though_answers_are_lost(int seed)
    {
        var random = new Random(seed);
        await using var grid = await FeedGrid.StartAsync(shards: 1);
        grid.Time.Now = new DateTimeOffset(SmallPlant.At(12), TimeSpan.Zero);
        foreach (var input in Script.Write(grid.Plant, 8, 1, seed))
        {
            if (random.Next(4) == 0)
                grid.Shards[0].Meet(random.GetItems([CallFault.Before, CallFault.Answer], 1));
            await SendAsync(grid, input);
            await grid.ForwardedAsync();
        }

        await using var alone = await EngineBench.OpenAsync(grid.Plant);
        await foreach (var entry in grid.Store.Journal.ReadAfterAsync(0))
            await alone.CommitAsync(entry.Samples.Select(item => Keyed(grid, alone, item)));
        await AssertSameAsync(alone, grid.Shards[0].Bench);
    }

    private static async Task AssertSameAsync(EngineBench expected, EngineBench found)
    {
        foreach (var asset in expected.Engine.Runtime.Plant.Assets)
        {
            var state = await expected.Engine.Runtime.StateOfAsync(asset);
            Assert.True(
                (await found.Engine.Runtime.StateOfAsync(asset)).SequenceEqual(state), $"The states of {asset.Id} differ.");
        }
    }

    private static SensorSample Keyed(FeedGrid grid, EngineBench bench, SensorSample item) =>
        item with { SensorKey = bench.KeyOf(grid.Store.Names.NameOf(item.SensorKey)) };

    private static async Task SendAsync(FeedGrid grid, Input input)
    {
        var submitter = new BatchSubmitter(grid.Feed.Ingest.Pipeline, "test", inFlightMax: 1);
        var batch = await submitter.RentAsync(default);
        foreach (var (id, sample) in input.Samples)
            batch.Add(new RawSample(id, sample.SourceTicks, sample.Value, sample.Text) { IsSensorId = true });
        await submitter.SubmitAsync(batch, grid.Time.Now.UtcTicks, default);
        await submitter.FlushAsync(default);
    }
}
