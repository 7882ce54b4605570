using System.Globalization;

namespace OrleansTwin.EndToEnd.Tests.Commands;

public sealed class EnergyForecastCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("energy-forecast-");

    private static string Steel => Path.Combine(Ingest.Tests.SharedData.Folder("steel-energy"), "steel_2018_01_to_11.csv.gz");

    [Fact]
    public async Task November_of_a_steel_works_is_foretold_as_well_as_is_promised_and_its_days_end_at_midnight()
    {
        var table = PathOf("f.csv");
        var (exitCode, output) = await EvaluateAsync(
            "--preset", "steel", "--train", Steel, "--test", Steel, "--from", "2018-11-01", "--seeds", "1", "--out", table);

        Assert.Equal(0, exitCode);
        var lines = await File.ReadAllLinesAsync(table);
        Assert.Equal("time,actual,ahead15min,ahead24h", lines[0]);
        Assert.Equal(30 * 96, lines.Length - 1);
        Assert.StartsWith("2018-11-01T00:15,3.89,", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("2018-11-02T00:00,", lines[96], StringComparison.Ordinal);
        Assert.StartsWith("2018-12-01T00:00,", lines[^1], StringComparison.Ordinal);
        var rows = lines.Skip(1).Select(line => line.Split(',').Skip(1).Select(Number).ToArray()).ToList();
        double Error(Func<int, double> of) => Math.Sqrt(
            Enumerable.Range(672, rows.Count - 672).Average(i => Math.Pow(rows[i][0] - of(i), 2)));
        Assert.InRange(1 - (Error(i => rows[i][1]) / Error(i => rows[i - 1][0])), 0.32, 0.5);
        Assert.InRange(1 - (Error(i => rows[i][2]) / Error(i => rows[i - 672][0])), 0.20, 0.5);
        Assert.Contains("2880 steps judged", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_is_told_in_a_sentence()
    {
        var good = await WriteAsync("good.csv", time => FormattableString.Invariant($"{time:yyyy-MM-ddTHH:mm},{time.Hour}"));
        var trap = await WriteAsync("trap.csv", time => FormattableString.Invariant(
            $"{time.AddMinutes(-1):yyyy-MM-dd}T{time:HH:mm},{time.Hour}"));
        var other = await WriteAsync(
            "other.csv", time => FormattableString.Invariant($"{time:yyyy-MM-ddTHH:mm},{time.Hour + 1}"));
        var texts = await WriteAsync("texts.csv", time => $"{time:yyyy-MM-ddTHH:mm},much");
        var steps = await WriteAsync("steps.csv", time => FormattableString.Invariant(
            $"{time.AddMinutes(time.Hour == 7 ? 1 : 0):yyyy-MM-ddTHH:mm},{time.Hour}"));
        (string Expected, string[] Arguments)[] wrong =
        [
            ("has no column 'time'; found date", ["--train", Steel, "--test", Steel]),
            ("--preset is 'iron'; expected steel", ["--train", good, "--test", good, "--preset", "iron"]),
            ("'Monday noon' is no time", ["--train", await WriteAsync("m.csv", _ => "Monday noon,1"), "--test", good]),
            ("2 rows of 0:00 stand behind later times of the same date", ["--train", trap, "--test", good]),
            ("expected the same where both have a step", ["--train", other, "--test", good]),
            ("'energy' has no number", ["--train", texts, "--test", texts]),
            ("The shortest step is 14 minutes", ["--train", steps, "--test", steps]),
            ("--from has 'May'; expected dates", ["--train", good, "--test", good, "--from", "May"]),
            ("--from and --to ask for 2027-01-01T00:00", ["--train", good, "--test", good, "--from", "2027-01-01"]),
            ("0 steps with readings lie behind the first 28 days", ["--train", good, "--test", good, "--from", "2026-01-02"]),
        ];
        foreach (var (expected, arguments) in wrong)
        {
            var (exitCode, output) = await EvaluateAsync([.. arguments, "--out", PathOf("none.csv")]);
            Assert.Contains(expected, output, StringComparison.Ordinal);
            Assert.Equal(2, exitCode);
        }

        Assert.False(File.Exists(PathOf("none.csv")));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static Task<(int ExitCode, string Output)> EvaluateAsync(params string[] arguments) =>
        EdgeProcess.RunAsync(["energy", "forecast", "evaluate", .. arguments]);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Two days of quarter hours; each named by its end.</summary>
    private async Task<string> WriteAsync(string name, Func<DateTime, string> line)
    {
        var ends = Enumerable.Range(1, 2 * 96).Select(step => new DateTime(2026, 1, 1).AddMinutes(15 * step));
        await File.WriteAllLinesAsync(PathOf(name), ends.Select(line).Prepend("time,energy"));
        return PathOf(name);
    }
}
