using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;

namespace OrleansTwin.EndToEnd.Tests.Commands;

public sealed class HealthRulCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("health-rul-");

    [Fact]
    public async Task A_model_of_a_public_set_estimates_its_test_engines_as_well_as_is_promised()
    {
        var data = Ingest.Tests.SharedData.Folder("cmapss");
        var (model, table) = (PathOf("fd001.model"), PathOf("pred.csv"));
        Assert.Equal(0, (await RulAsync("train", "--data", data, "--preset", "cmapss-FD001", "--out", model)).ExitCode);
        var test = Path.Combine(data, "test_FD001.txt.gz");
        Assert.Equal(0, (await RulAsync("predict", "--model", model, "--data", test, "--out", table)).ExitCode);

        var lines = await File.ReadAllLinesAsync(table);
        Assert.Equal("unit,rul,lo50,hi50,lo80,hi80,lo90,hi90", lines[0]);
        var rows = lines.Skip(1).Select(line => line.Split(',').Select(Number).ToArray()).ToList();
        var truths = (await File.ReadAllLinesAsync(Path.Combine(data, "RUL_FD001.txt")))
            .Where(line => line.Trim().Length > 0).Select(line => Math.Min(125, Number(line))).ToList();
        Assert.Equal(Enumerable.Range(1, 100).Select(unit => (double)unit), rows.Select(row => row[0]));
        Assert.InRange(Math.Sqrt(rows.Zip(truths, (row, truth) => Math.Pow(row[1] - truth, 2)).Average()), 5, 11);
        Assert.InRange(rows.Zip(truths, (row, truth) => truth >= row[6] && truth <= row[7] ? 1 : 0).Sum(), 84, 95);
    }

    [Fact]
    public async Task Any_csv_will_do_packed_out_of_order_and_with_columns_of_other_names()
    {
        var (model, again, table) = (PathOf("a.model"), PathOf("b.model"), PathOf("pred.csv"));
        var file = await WriteFleetAsync("fleet.csv.gz", assets: 25);
        string[] names = ["--unit", "machine", "--cycle", "shift"];
        string[] columns = [.. names, "--settings", "load", "--sensors", "heat,flow"];
        var (exitCode, output) = await RulAsync(["train", "--data", file, "--out", model, "--seed", "5", .. columns]);
        Assert.Equal(0, exitCode);
        Assert.Contains("25 assets", output, StringComparison.Ordinal);

        await RulAsync(["train", "--data", file, "--out", again, "--seed", "5", .. columns]);
        Assert.Equal(0, (await RulAsync(["predict", "--model", model, "--data", file, "--out", table, .. names])).ExitCode);
        var first = await File.ReadAllTextAsync(table);
        await RulAsync(["predict", "--model", again, "--data", file, "--out", table, .. names]);
        Assert.Equal(first, await File.ReadAllTextAsync(table));
        Assert.All(first.Trim().Split('\n').Skip(1), line => Assert.InRange(Number(line.Split(',')[1]), 0, 30));
    }

    [Fact]
    public async Task An_asset_that_was_overhauled_and_ran_on_is_told_with_the_cycle_and_no_other()
    {
        var (model, table) = (PathOf("a.model"), PathOf("pred.csv"));
        string[] names = ["--unit", "machine", "--cycle", "shift"];
        var file = await WriteFleetAsync("fleet.csv", assets: 25);
        await RulAsync(["train", "--data", file, "--out", model, .. names, "--settings", "load"]);
        var lines = await File.ReadAllLinesAsync(file);
        var ended = lines.Skip(1).Where(line => line.StartsWith("press 3,", StringComparison.Ordinal))
            .Max(line => Number(line.Split(',')[1]));
        await File.WriteAllLinesAsync(file, lines.Select(line => line.Split(',') is ["press 4", var cycle, .. var rest]
            ? FormattableString.Invariant($"press 3,{ended + Number(cycle)},{string.Join(',', rest)}")
            : line));

        var (exitCode, output) = await RulAsync(["predict", "--model", model, "--data", file, "--out", table, .. names]);
        Assert.Equal(0, exitCode);
        var told = Assert.Single(output.Split('\n'), line => line.Contains("an overhaul was noticed", StringComparison.Ordinal));
        Assert.StartsWith("press 3: ", told, StringComparison.Ordinal);
        Assert.InRange(Number(told.Split("cycle ")[1].Split(';')[0]), ended + 2, ended + 20);
    }

    [Fact]
    public async Task Sensors_that_shorten_an_assets_life_are_named_and_their_parts_sum_to_it()
    {
        var (model, table) = (PathOf("a.model"), PathOf("causes.csv"));
        var file = await WriteFleetAsync("fleet.csv", assets: 25);
        string[] names = ["--unit", "machine", "--cycle", "shift"];
        await RulAsync(["train", "--data", file, "--out", model, .. names, "--settings", "load"]);
        var (exitCode, output) = await EdgeProcess.RunAsync(
            ["health", "causes", "--model", model, "--data", file, "--out", table, .. names]);
        Assert.Equal(0, exitCode);
        Assert.Matches(@"press 3: \d+ cycles, where \d+ are usual: (heat|flow) -", output);
        var lines = await File.ReadAllLinesAsync(table);
        Assert.Equal("unit,cycle,rul,expected,age,heat,flow", lines[0]);
        var rows = lines.Skip(1).Select(line => line.Split(',').Skip(1).Select(Number).ToArray()).ToList();
        Assert.True(rows.Count > 25 * 8);
        Assert.All(rows, row => Assert.InRange(Math.Clamp(row[2..].Sum(), 0, 125), row[1] - 1, row[1] + 1));
    }

    [Fact]
    public async Task What_is_wrong_is_told_in_a_sentence_and_nothing_is_written()
    {
        var fleet = await WriteFleetAsync("fleet.csv", assets: 3);
        var data = Ingest.Tests.SharedData.Folder("cmapss");
        var damaged = PathOf("damaged.model");
        await File.WriteAllTextAsync(damaged, "OTMODEL\u0001 and no more");
        var model = PathOf("new.model");
        (string Expected, string[] Arguments)[] wrong =
        [
            ("3 assets ran to failure; at least 10 are needed", [
                "train", "--data", fleet, "--out", model, "--unit", "machine", "--cycle", "shift"]),
            ("has no column 'unit'; found machine, shift, load, heat, flow", ["train", "--data", fleet, "--out", model]),
            ("--preset is 'cmapss'; expected one of cmapss-FD001", [
                "train", "--data", data, "--preset", "cmapss", "--out", model]),
            ("has neither train_FD001.txt", ["train", "--data", _folder.FullName, "--preset", "cmapss-FD001", "--out", model]),
            ("checksum is wrong", ["predict", "--model", damaged, "--data", fleet, "--out", model]),
            ("no model file", ["show", "--model", fleet]),
        ];
        foreach (var (expected, arguments) in wrong)
        {
            var (exitCode, output) = await RulAsync(arguments);
            Assert.Equal(2, exitCode);
            Assert.Contains(expected, output, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(model));
    }

    [Fact]
    public async Task A_running_edge_takes_the_file_refuses_a_damaged_one_and_has_it_after_a_kill()
    {
        var (model, plant, data) = (PathOf("a.model"), PathOf("plant.yaml"), PathOf("data"));
        var file = await WriteFleetAsync("fleet.csv", assets: 25);
        await RulAsync("train", "--data", file, "--out", model, "--unit", "machine", "--cycle", "shift", "--settings", "load");
        await File.WriteAllTextAsync(
            plant,
            """
            plantFile: 1
            line:
              l:
                machines:
                  press:
                    states: alwaysProducing
                    sensors: {load: {unit: kN}, temperature: {unit: degC}, flow: {unit: l/min}}
                    lifeModel: {model: press, cycle: 8h, columns: {heat: temperature}}
            """);
        await using (var edge = await StartAsync())
        {
            await SeesAsync(edge, "\"missing\":\"it is not there; PUT /api/v1/health/models/press");
            Assert.Equal(HttpStatusCode.OK, await PutAsync(edge, await File.ReadAllBytesAsync(model)));
            Assert.Equal(HttpStatusCode.BadRequest, await PutAsync(edge, (await File.ReadAllBytesAsync(model))[..^1]));
            await SeesAsync(edge, "\"version\":1,");
            await edge.Process.KillAsync();
        }

        await using var again = await StartAsync();
        await SeesAsync(again, "\"version\":1,");
        var listed = await again.Http.GetStringAsync(new Uri("/api/v1/health/models", UriKind.Relative));
        Assert.Contains("\"data\":\"fleet.csv\"", listed, StringComparison.Ordinal);
        Assert.Contains("\"assets\":25", listed, StringComparison.Ordinal);

        Task<RunningEdge> StartAsync() => RunningEdge.StartAsync(
            plant, data: data,
            environment: new Dictionary<string, string> { ["ORLEANSTWIN_Edge__Health__Period"] = "00:00:00.1" });
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static Task<(int ExitCode, string Output)> RulAsync(params string[] arguments) =>
        EdgeProcess.RunAsync(["health", "rul", .. arguments]);

    private static async Task<HttpStatusCode> PutAsync(RunningEdge edge, byte[] file)
    {
        using var body = new ByteArrayContent(file);
        body.Headers.ContentType = new MediaTypeHeaderValue(MediaTypeNames.Application.Octet);
        using var answer = await edge.Http.PutAsync(new Uri("/api/v1/health/models/press", UriKind.Relative), body);
        return answer.StatusCode;
    }

    /// <summary>Asks until the press's view says something.</summary>
    private static Task SeesAsync(RunningEdge edge, string text)
    {
        return Wait.For(text, AskAsync());

        async Task AskAsync()
        {
            while (!(await edge.Http.GetStringAsync(new Uri("/api/v1/twins/l/press", UriKind.Relative)))
                .Contains(text, StringComparison.Ordinal))
                await Task.Delay(50);
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Machines that heat up until they fail, rows in any order.</summary>
    private async Task<string> WriteFleetAsync(string name, int assets)
    {
        var random = new Random(7);
        var rows = new List<string>();
        for (var asset = 0; asset < assets; asset++)
        {
            var life = random.Next(100, 180);
            for (var cycle = 1; cycle <= life; cycle++)
            {
                var wear = Math.Pow((double)cycle / life, 2);
                rows.Add(FormattableString.Invariant(
                    $"press {asset},{cycle},{1 + (cycle % 2)},{60 + (9 * wear) + random.NextDouble():F3},{5 - wear:F3}"));
            }
        }

        var file = PathOf(name);
        await using var stream = File.Create(file);
        await using Stream packed = name.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(stream, CompressionLevel.Fastest)
            : stream;
        await using var writer = new StreamWriter(packed);
        await writer.WriteLineAsync("machine,shift,load,heat,flow");
        foreach (var row in rows.OrderBy(_ => random.Next()))
            await writer.WriteLineAsync(row);
        return file;
    }
}
