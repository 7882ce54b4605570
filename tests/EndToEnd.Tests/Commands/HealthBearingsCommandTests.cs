using System.Globalization;

namespace OrleansTwin.EndToEnd.Tests.Commands;

public sealed class HealthBearingsCommandTests
{
    [Fact]
    public async Task Failing_bearings_are_noticed_days_ahead_by_their_own_baseline_and_hours_by_a_threshold()
    {
        var (exitCode, output) = await EvaluateAsync(Ingest.Tests.SharedData.Folder("bearings-ims"));

        Assert.Equal(0, exitCode);
        Assert.InRange(Lead(output, "test 1, own baseline", "Bearing 4"), 60, 90);
        Assert.InRange(Lead(output, "test 2, own baseline", "Bearing 1"), 60, 90);
        Assert.InRange(Lead(output, "test 2, fixed threshold", "Bearing 1"), 1, 20);
        Assert.Contains("test 1, own baseline, 20 % above", output, StringComparison.Ordinal);
        Assert.Equal(["0", "16", "3", "0"], output.Split("false alarms: ").Skip(1).Select(part => part.Split(';')[0]));
    }

    [Fact]
    public async Task One_test_alone_is_refused_since_limits_come_from_others()
    {
        var folder = Directory.CreateTempSubdirectory("health-bearings-");
        try
        {
            await File.WriteAllTextAsync(
                Path.Combine(folder.FullName, "ims_test2_mean_abs_g.csv"), "timestamp,Bearing 1\n2004-02-12 10:32:39,0.1\n");
            var (exitCode, output) = await EvaluateAsync(folder.FullName);
            Assert.Equal(2, exitCode);
            Assert.Contains("has 1 of the files", output, StringComparison.Ordinal);

            await File.WriteAllTextAsync(
                Path.Combine(folder.FullName, "ims_test1_mean_abs_g.csv"), "timestamp,Bearing 3 C1\n2003-10-22 12:06:24,0.1\n");
            (exitCode, output) = await EvaluateAsync(folder.FullName);
            Assert.Equal(2, exitCode);
            Assert.Contains("has no channel of Bearing 4", output, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Task<(int ExitCode, string Output)> EvaluateAsync(string folder) =>
        EdgeProcess.RunAsync("health", "bearings", "evaluate", "--data", folder);

    private static double Lead(string output, string line, string bearing)
    {
        var told = output.Split('\n').Single(text => text.StartsWith(line, StringComparison.Ordinal));
        var number = told[(told.IndexOf(bearing, StringComparison.Ordinal) + bearing.Length)..].TrimStart().Split(' ')[0];
        return double.Parse(number, CultureInfo.InvariantCulture);
    }
}
