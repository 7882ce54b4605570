using System.Globalization;

namespace OrleansTwin.EndToEnd.Tests.Commands;

public sealed class HealthAnomalyCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("health-anomaly-");

    [Fact]
    public async Task Experiments_of_a_water_loop_are_judged_as_well_as_is_promised()
    {
        var (exitCode, output) = await AnomalyAsync(
            "evaluate", "--preset", "skab", "--data", Ingest.Tests.SharedData.Folder("skab"));
        Assert.Equal(0, exitCode);
        var pooled = Fields(output, "pooled");
        Assert.InRange(Number(pooled[1]), 0.78, 0.95);
        Assert.InRange(Number(pooled[2]), 0.01, 0.15);
        Assert.InRange(Number(Fields(output, "valve1/3")[4]), 1, 60);
        Assert.Matches(@"anomaly-free file, .* (9|10|11)\.\d ?% of rows are in alarm", output);
    }

    [Fact]
    public async Task Faults_of_a_chemical_plant_are_found_and_their_loops_named()
    {
        var (exitCode, output) = await AnomalyAsync(
            "evaluate", "--preset", "tep", "--data", Ingest.Tests.SharedData.Folder("tep"));
        Assert.Equal(0, exitCode);
        Assert.InRange(Number(Fields(output, "mean")[1]), 0.80, 0.9);
        Assert.InRange(Number(Fields(output, "mean")[2]), 0, 0.015);
        Assert.InRange(Number(Fields(output, "without 3, 9, 15")[4]), 0.97, 1);
        (int Fault, string[] Loop)[] roots =
        [
            (4, ["XMEAS 9 ", "XMEAS 21 ", "XMV 10 "]), (5, ["XMEAS 11 ", "XMEAS 22 ", "XMV 11 "]), (6, ["XMEAS 1 ", "XMV 3 "]),
            (11, ["XMEAS 9 ", "XMEAS 21 ", "XMV 10 "]), (14, ["XMEAS 9 ", "XMEAS 21 ", "XMV 10 "]),
        ];
        foreach (var (fault, loop) in roots)
        {
            var line = output.Split('\n').Single(line => line.StartsWith($"{fault} ", StringComparison.Ordinal));
            Assert.Contains(loop, signal => line.Contains(signal, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_files_first_rows_teach_and_a_score_is_written_for_each_row()
    {
        var file = Path.Combine(Ingest.Tests.SharedData.Folder("skab"), "valve1", "3.csv.gz");
        var (table, again) = (PathOf("scores.csv"), PathOf("again.csv"));
        string[] read = ["--data", file, "--time", "datetime", "--ignore", "anomaly,changepoint", "--train-rows", "400"];
        Assert.Equal(0, (await AnomalyAsync(["score", .. read, "--out", table])).ExitCode);
        var lines = await File.ReadAllLinesAsync(table);
        Assert.Equal("row,time,score,threshold,alarm,signals", lines[0]);
        Assert.Equal(1148, lines.Length - 1);
        Assert.StartsWith("1,2020-03-09 11:14:34,", lines[1], StringComparison.Ordinal);
        var alarms = lines.Skip(1).Select(line => line.Split(',')).Where(fields => fields[4] == "1").ToList();
        Assert.True(alarms.Count > 200 && alarms.All(fields => Number(fields[0]) > 400 && Number(fields[2]) > Number(fields[3])));
        Assert.All(alarms, fields => Assert.StartsWith("Volume Flow RateRMS ", fields[5], StringComparison.Ordinal));

        await AnomalyAsync(["score", "--preset", "skab", "--data", file, "--train-rows", "400", "--out", again]);
        Assert.Equal(lines, await File.ReadAllLinesAsync(again));
    }

    [Fact]
    public async Task A_model_from_one_file_judges_another_as_if_both_were_given()
    {
        var data = Ingest.Tests.SharedData.Folder("tep");
        string File(string name) => Path.Combine(data, $"{name}.dat.gz");
        var (model, byModel, byFiles) = (PathOf("plant.model"), PathOf("model.csv"), PathOf("files.csv"));
        string[] tep = ["--preset", "tep"];
        var (exitCode, record) = await AnomalyAsync(
            ["train", .. tep, "--data", File("d00"), "--limits", File("d00_te"), "--out", model]);
        Assert.Equal(0, exitCode);
        Assert.Contains("d00.dat.gz: 1 machine, 500 rows", record, StringComparison.Ordinal);
        Assert.Contains("canonical variates", record, StringComparison.Ordinal);
        Assert.Contains("52 of 52 signals", (await AnomalyAsync("show", "--model", model)).Output, StringComparison.Ordinal);

        await AnomalyAsync(["score", .. tep, "--model", model, "--data", File("d06_te"), "--out", byModel]);
        await AnomalyAsync([
            "score", .. tep, "--train", File("d00"), "--limits", File("d00_te"), "--data", File("d06_te"), "--out", byFiles]);
        var lines = await System.IO.File.ReadAllLinesAsync(byModel);
        Assert.Equal("row,score,threshold,alarm,signals", lines[0]);
        Assert.Equal(960, lines.Length - 1);
        Assert.Equal("1", lines[200].Split(',')[3]);
        Assert.Equal(lines, await System.IO.File.ReadAllLinesAsync(byFiles));
    }

    [Fact]
    public async Task Causes_are_told_by_event_and_written_for_each_row()
    {
        var data = Ingest.Tests.SharedData.Folder("tep");
        string File(string name) => Path.Combine(data, $"{name}.dat.gz");
        var (model, table) = (PathOf("plant.model"), PathOf("causes.csv"));
        string[] tep = ["--preset", "tep"];
        await AnomalyAsync(["train", .. tep, "--data", File("d00"), "--limits", File("d00_te"), "--out", model]);
        var (exitCode, output) = await EdgeProcess.RunAsync(
            ["health", "causes", .. tep, "--model", model, "--data", File("d06_te"), "--out", table]);
        Assert.Equal(0, exitCode);
        var lines = output.Split('\n');
        var place = Array.FindIndex(lines, line => line.StartsWith("row 161 to row 960: 800 rows", StringComparison.Ordinal));
        Assert.Matches("began with  XM(V 3|EAS 1) .*, XM(V 3|EAS 1) ", lines[place + 1]);

        var rows = (await System.IO.File.ReadAllLinesAsync(table)).Select(line => line.Split(',')).ToList();
        Assert.Equal(["row", "score", "alarm", "XMEAS 1"], rows[0][..4]);
        Assert.All(rows.Skip(10), row => Assert.InRange(row[3..].Sum(Number), 0.98, 1.02));
    }

    [Fact]
    public async Task Rows_that_are_not_as_they_should_be_are_told_of()
    {
        var healthy = await WriteAsync("healthy.csv", row => $"{row},{Math.Sin(row):F3},{Math.Cos(row):F3},7");
        var model = PathOf("m.model");
        await AnomalyAsync("train", "--data", healthy, "--out", model);
        var late = await WriteAsync(
            "late.csv", row => $"{(row == 50 ? 10 : row)},{Math.Sin(row):F3},{(row > 90 ? "" : $"{Math.Cos(row):F3}")},7");
        var (_, output) = await AnomalyAsync("score", "--model", model, "--data", late, "--out", PathOf("late-scores.csv"));
        Assert.Contains("c is not watched", output, StringComparison.Ordinal);
        Assert.Contains("1 rows without a score. The row's time does not follow", output, StringComparison.Ordinal);
        Assert.Contains("50 % of the signals are there and move; 80 % are needed", output, StringComparison.Ordinal);
        Assert.Equal(
            "51,10,,", (await File.ReadAllLinesAsync(PathOf("late-scores.csv")))[51][..7]);

        var jump = await WriteAsync("jump.csv", row => $"{(row == 10 ? 1e9 : row)},{Math.Sin(row):F3},{Math.Cos(row):F3},7");
        Assert.Contains(
            "1 rows without a score. The row's time does not follow",
            (await AnomalyAsync("score", "--data", jump, "--train-rows", "100", "--out", PathOf("j.csv"))).Output,
            StringComparison.Ordinal);

        var hung = await WriteAsync("hung.csv", row => $"{row},{Math.Sin(row):F3},0.5,7");
        Assert.Contains(
            "Stand still, for far longer than where the model learned: b for",
            (await AnomalyAsync("score", "--model", model, "--data", hung, "--out", PathOf("h.csv"))).Output,
            StringComparison.Ordinal);

        Directory.CreateDirectory(PathOf("taken.csv"));
        var (exitCode, _) = await AnomalyAsync("score", "--model", model, "--data", hung, "--out", PathOf("taken.csv"));
        Assert.Equal(1, exitCode);
        Assert.False(File.Exists(PathOf("taken.csv.part")));

        var swapped = await WriteAsync("swapped.csv", row => $"{row},{100 + Math.Sin(row):F3},{Math.Cos(row):F3},7");
        Assert.Contains(
            "a lies 14", (await AnomalyAsync("score", "--model", model, "--data", swapped, "--out", PathOf("s.csv"))).Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_is_told_in_a_sentence_and_nothing_is_written()
    {
        var file = await WriteAsync("short.csv", row => $"{row},{Math.Sin(row):F3},{Math.Cos(row):F3},7");
        var outFile = PathOf("none.csv");
        (string Expected, string[] Arguments)[] wrong =
        [
            ("Give one of --train-rows", ["score", "--data", file, "--out", outFile]),
            ("has 200 rows in order", ["score", "--data", file, "--train-rows", "200", "--out", outFile]),
            ("50 healthy rows are there to learn from; at least 100", [
                "score", "--data", file, "--train-rows", "50", "--out", outFile]),
            ("has no column 'heat'; found time, a, b, c", ["train", "--data", file, "--signals", "heat", "--out", outFile]),
            ("no model file", ["score", "--model", file, "--data", file, "--out", outFile]),
            ("--preset is 'swat'; expected skab or tep", ["evaluate", "--preset", "swat", "--data", _folder.FullName]),
            ("--method is 'ica'", ["train", "--data", file, "--method", "ica", "--out", outFile]),
            ("has neither d00.dat nor d00.dat.gz", ["evaluate", "--preset", "tep", "--data", _folder.FullName]),
        ];
        foreach (var (expected, arguments) in wrong)
        {
            var (exitCode, output) = await AnomalyAsync(arguments);
            Assert.Equal(2, exitCode);
            Assert.Contains(expected, output, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(outFile));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static Task<(int ExitCode, string Output)> AnomalyAsync(params string[] arguments) =>
        EdgeProcess.RunAsync(["health", "anomaly", .. arguments]);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string[] Fields(string output, string line) => output.Split('\n')
        .First(text => text.StartsWith(line, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private async Task<string> WriteAsync(string name, Func<int, FormattableString> line)
    {
        var file = PathOf(name);
        await File.WriteAllLinesAsync(
            file, Enumerable.Range(0, 200).Select(row => FormattableString.Invariant(line(row))).Prepend("time,a,b,c"));
        return file;
    }
}
