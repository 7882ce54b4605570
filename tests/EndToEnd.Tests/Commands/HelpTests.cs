namespace OrleansTwin.EndToEnd.Tests.Commands;

public sealed class HelpTests
{
    [Theory]
    [InlineData("", "--mqtt", "replay <FOLDER>", "simulate", "plant")]
    [InlineData("run", "--plant", "--mqtt", "--data", "--listen", "--simulate", "--config")]
    [InlineData("replay", "<FOLDER>", "--speed", "--json", "--shuffle", "--mqtt")]
    [InlineData("simulate", "--seed", "--hours", "--truth", "--disturb", "--start")]
    [InlineData("plant check", "<FILE>")]
    [InlineData("history export", "--twin", "--from", "--to", "--out", "--data", "--store")]
    [InlineData("history import", "<FILE>", "--columns", "--plant", "--data", "--store")]
    [InlineData("health rul", "train", "predict", "evaluate", "show")]
    [InlineData("energy forecast", "evaluate")]
    [InlineData("health bearings", "evaluate")]
    [InlineData("health classify", "train", "predict", "evaluate", "show")]
    public async Task Help_names_every_option_and_ends_with_examples(string command, params string[] expected)
    {
        var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var (exitCode, output) = await EdgeProcess.RunAsync([.. words, "--help"]);

        Assert.Equal(0, exitCode);
        Assert.All(expected, option => Assert.Contains(option, output, StringComparison.Ordinal));
        Assert.Contains("Examples:", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slip_of_the_pen_is_told_with_what_was_meant()
    {
        var (exitCode, output) = await EdgeProcess.RunAsync("repaly");

        Assert.Equal(2, exitCode);
        Assert.Contains("replay", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_is_a_version()
    {
        var (exitCode, output) = await EdgeProcess.RunAsync("--version");

        Assert.Equal(0, exitCode);
        Assert.Matches(@"^\d+\.\d+\.\d+", output);
    }
}
