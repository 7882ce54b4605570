using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Runtime.Tests.Engine;

public class AlarmTests
{
    private const string Temperature = $"{SmallPlant.Alone}/temperature";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_a_restart_a_standing_alarm_has_the_time_and_value_that_raised_it(bool isCheckpointed)
    {
        await using var bench = await EngineBench.OpenAsync(SmallPlant.Create());
        await bench.CommitAsync(Temperature, new Sample(SmallPlant.At(8), 40), new Sample(SmallPlant.At(8.1), 46));
        await bench.CommitAsync(Temperature, new Sample(SmallPlant.At(8.2), 47), new Sample(SmallPlant.At(8.3), 48));
        await bench.DrainAsync();
        if (isCheckpointed)
            await bench.CheckpointAsync();

        await using var restarted = await EngineBench.OpenAsync(SmallPlant.Create(), bench.CopyAsKilled());
        var alarm = Assert.Single(restarted.Engine.Alarms.List());
        Assert.Equal((SmallPlant.At(8.1), 46, null), (alarm.RaisedTicks, alarm.Value, alarm.ClearedTicks));
        await restarted.CommitAsync(Temperature, new Sample(SmallPlant.At(8.4), 40));
        await restarted.DrainAsync();
        Assert.Equal(SmallPlant.At(8.4), Assert.Single(restarted.Engine.Alarms.List()).ClearedTicks);
    }
}
