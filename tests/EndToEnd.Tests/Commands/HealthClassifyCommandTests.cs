using System.Globalization;

namespace OrleansTwin.EndToEnd.Tests.Commands;

public sealed class HealthClassifyCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("health-classify-");

    private static string Mill => Path.Combine(Ingest.Tests.SharedData.Folder("ai4i"), "ai4i2020_00001_08000.csv.gz");

    [Fact]
    public async Task Failures_of_a_public_mill_are_told_as_well_as_is_promised_beside_the_published_rules()
    {
        var (exitCode, output) = await ClassifyAsync("evaluate", "--data", Mill, "--preset", "ai4i", "--seeds", "1");

        Assert.Equal(0, exitCode);
        Assert.InRange(Figure(output, "mean: F1 "), 0.85, 0.95);
        Assert.InRange(Figure(output, "mean: ", "pooled, "), 0.85, 0.95);
        Assert.InRange(Figure(output, "mean: ", "average precision "), 0.87, 0.95);
        Assert.InRange(Figure(output, "published rules: F1 of failures "), 0.90, 0.91);
    }

    [Fact]
    public async Task A_model_of_any_csv_judges_rows_by_name_and_refuses_swapped_columns()
    {
        var (model, table) = (PathOf("mill.model"), PathOf("p.csv"));
        var file = await WriteMillAsync("mill.csv", rows: 2000, swapped: false);
        string[] columns =
        [
            "--label", "failed", "--id", "part", "--kinds", "grade", "--features", "torque,speed",
            "--derive", "power = torque * speed", "--ingredients", "torque",
        ];
        var (exitCode, output) = await ClassifyAsync(["train", "--data", file, "--out", model, .. columns]);
        Assert.Equal(0, exitCode);
        Assert.Contains("Learned from: grade, speed, power.", output, StringComparison.Ordinal);
        Assert.Equal(0, (await ClassifyAsync("predict", "--model", model, "--data", file, "--out", table)).ExitCode);
        var lines = await File.ReadAllLinesAsync(table);
        Assert.Equal("id,probability,class", lines[0]);
        Assert.Equal(2000, lines.Length - 1);
        Assert.StartsWith("part 7,", lines[8], StringComparison.Ordinal);
        Assert.Equal("part 1999,,", lines[^1]);
        Assert.All(lines.Skip(1).SkipLast(1).Select(line => line.Split(',')), fields => Assert.Equal(
            fields[2] == "1", Number(fields[1]) > 0.4));

        var hung = PathOf("hung.csv");
        var fileLines = await File.ReadAllLinesAsync(file);
        await File.WriteAllLinesAsync(hung, [.. fileLines[..100], .. Enumerable.Repeat(fileLines[50], 30)]);
        (exitCode, output) = await ClassifyAsync("predict", "--model", model, "--data", hung, "--out", table);
        Assert.Equal(0, exitCode);
        Assert.Contains("30 rows on end hold the same inputs", output, StringComparison.Ordinal);

        var swapped = await WriteMillAsync("swapped.csv", rows: 100, swapped: true);
        (exitCode, output) = await ClassifyAsync("predict", "--model", model, "--data", swapped, "--out", PathOf("none.csv"));
        Assert.Equal(2, exitCode);
        Assert.Contains("Are columns swapped?", output, StringComparison.Ordinal);
        Assert.False(File.Exists(PathOf("none.csv")));
    }

    [Fact]
    public async Task What_is_wrong_is_told_in_a_sentence()
    {
        var file = await WriteMillAsync("mill.csv", rows: 200, swapped: false);
        var model = PathOf("new.model");
        (string Expected, string[] Arguments)[] wrong =
        [
            ("has no column 'failure'; found part", ["train", "--data", file, "--out", model]),
            ("'torque' is '", ["train", "--data", file, "--out", model, "--label", "torque", "--features", "speed"]),
            ("can't be learned from too", [
                "train", "--data", file, "--out", model, "--label", "failed", "--features", "speed,failed"]),
            ("is no derived column", [
                "train", "--data", file, "--out", model, "--label", "failed", "--derive", "power = torque"]),
            ("--preset is 'mill'; expected ai4i", ["train", "--data", file, "--out", model, "--preset", "mill"]),
            ("has no column 'Machine failure'", ["train", "--data", file, "--out", model, "--preset", "ai4i"]),
            ("no model file", ["show", "--model", file]),
        ];
        foreach (var (expected, arguments) in wrong)
        {
            var (exitCode, output) = await ClassifyAsync(arguments);
            Assert.Equal(2, exitCode);
            Assert.Contains(expected, output, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(model));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static Task<(int ExitCode, string Output)> ClassifyAsync(params string[] arguments) =>
        EdgeProcess.RunAsync(["health", "classify", .. arguments]);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    // Behind the words, each looked for behind the one before.
    private static double Figure(string output, params string[] words)
    {
        foreach (var word in words)
            output = output[(output.IndexOf(word, StringComparison.Ordinal) + word.Length)..];
        return Number(output[..5]);
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>A mill that fails beyond a power; of the last part nothing but the name is known.</summary>
    private async Task<string> WriteMillAsync(string name, int rows, bool swapped)
    {
        var random = new Random(5);
        var lines = new List<string> { "part,grade,torque,speed,failed" };
        for (var row = 0; row < rows - 1; row++)
        {
            var (torque, speed) = (20 + (40 * random.NextDouble()), 1200 + (600 * random.NextDouble()));
            var (first, second) = swapped ? (speed, torque) : (torque, speed);
            lines.Add(FormattableString.Invariant(
                $"part {row},{"AB"[row % 2]},{first:F1},{second:F0},{(torque * speed > 92_000 ? 1 : 0)}"));
        }

        lines.Add($"part {rows - 1},,,,0");
        await File.WriteAllLinesAsync(PathOf(name), lines);
        return PathOf(name);
    }
}
