using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Runtime.Health;
using OrleansTwin.Runtime.Lives;

namespace OrleansTwin.Runtime.Tests.Hosting;

public class PlantHostOptionsTests
{
    [Fact]
    public void What_stands_by_itself_can_be_used() => new PlantHostOptions().Validate();

    [Fact]
    public void An_option_out_of_its_range_is_refused_with_key_value_and_range()
    {
        Refuses(
            new PlantHostOptions { CheckpointPeriod = TimeSpan.Zero }, "Edge:CheckpointPeriod is 00:00:00. Expected: 00:00:00.1");
        Refuses(new PlantHostOptions { DiskFreeBytesMin = -1 }, "Edge:DiskFreeBytesMin is -1. Expected: 0 to");
        Refuses(new PlantHostOptions { Recovery = new RecoveryOptions { AttemptsMax = 11 } }, "Edge:Recovery:AttemptsMax is 11.");
        Refuses(
            new PlantHostOptions { Recovery = new RecoveryOptions { WaitMin = default } }, "Edge:Recovery:WaitMin is 00:00:00.");
        Refuses(
            new PlantHostOptions { Health = new HealthOptions { Life = new LifeOptions { RiskMax = 2 } } },
            "Edge:Health:Life:RiskMax is 2. Expected: 0.001 to 1.");
    }

    private static void Refuses(PlantHostOptions options, string text) =>
        Assert.StartsWith(text, Assert.Throws<FormatException>(options.Validate).Message, StringComparison.Ordinal);
}
