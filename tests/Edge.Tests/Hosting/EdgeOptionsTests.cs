using OrleansTwin.Edge.Hosting;
using OrleansTwin.Edge.Runtime;

namespace OrleansTwin.Edge.Tests.Hosting;

public class EdgeOptionsTests
{
    [Fact]
    public void What_stands_by_itself_can_be_used() => new EdgeOptions().Validate();

    [Fact]
    public void An_option_out_of_its_range_is_refused_with_key_value_and_range()
    {
        Refuses(new EdgeOptions { CheckpointPeriod = TimeSpan.Zero }, "Edge:CheckpointPeriod is 00:00:00. Expected: 00:00:00.1");
        Refuses(new EdgeOptions { DiskFreeBytesMin = -1 }, "Edge:DiskFreeBytesMin is -1. Expected: 0 to");
        Refuses(new EdgeOptions { Recovery = new RecoveryOptions { AttemptsMax = 11 } }, "Edge:Recovery:AttemptsMax is 11.");
        Refuses(new EdgeOptions { Recovery = new RecoveryOptions { WaitMin = default } }, "Edge:Recovery:WaitMin is 00:00:00.");
    }

    private static void Refuses(EdgeOptions options, string text) =>
        Assert.StartsWith(text, Assert.Throws<FormatException>(options.Validate).Message, StringComparison.Ordinal);
}
