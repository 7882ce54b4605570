using System.Globalization;
using OrleansTwin.Edge.Commands;
using OrleansTwin.Runtime.Commands;

namespace OrleansTwin.EndToEnd.Tests.Replay;

/// <summary>
/// Folders of the same form with other experiments: other numbers, other lengths, no row in the table, columns that nobody
/// knows.
/// </summary>
public sealed class OtherFolderTests : IDisposable
{
    private const string Columns = "X1_OutputPower,Y1_OutputPower,S1_OutputPower,M1_CURRENT_FEEDRATE,Machining_Process";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("recordings-");

    [Fact]
    public async Task Recordings_without_a_row_in_the_table_have_no_parts_but_all_else()
    {
        WriteTable("16,wax,15,3,worn,yes,yes");
        Write("experiment_15.csv", [.. Enumerable.Range(0, 700).Select(i => Row(0.1 * i, i < 30 ? "Starting" : "Layer 1 Up"))]);
        Write("experiment_16.csv", [Row(1, "Prep"), Row(2, "end")]);

        var runs = (await Replayed.RunAsync(new ReplaySettings(_folder.FullName))).Runs;

        Assert.Equal(["experiment_15", "experiment_16"], runs.Select(run => run.Name));
        Assert.Equal((0, 1), (runs[0].Parts, runs[1].GoodParts));
        Assert.Equal(
            new Dictionary<string, long> { ["Starting"] = 30_000_000, ["Layer 1 Up"] = 670_000_000 }, runs[0].StateTicks);
        Assert.Equal(3 * 0.1 * 699 * 699 / 2 * 0.1 / 3600, runs[0].EnergyKwh, 1e-12);
        Assert.Equal(0.2, runs[1].DurationS);
    }

    [Fact]
    public async Task Columns_that_nobody_knows_are_left_out_and_show_in_the_count()
    {
        WriteTable("1,wax,6,4,unworn,yes,no");
        File.WriteAllLines(
            Path.Combine(_folder.FullName, "experiment_01.csv"),
            [$"{Columns},Coolant", $"{Row(1, "Prep")},7", $"{Row(1, "End")},8"]);

        var run = Assert.Single((await Replayed.RunAsync(new ReplaySettings(_folder.FullName))).Runs);

        Assert.Equal(2, run.SamplesMissing);
        Assert.Equal((1, 0), (run.Parts, run.GoodParts));
    }

    [Fact]
    public async Task A_folder_that_is_no_data_set_says_what_is_missing()
    {
        var refused = await Assert.ThrowsAsync<FormatException>(() => Replayed.RunAsync(new ReplaySettings(_folder.FullName)));

        Assert.Contains("train.csv", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plant_without_the_recorded_machine_is_refused()
    {
        WriteTable("1,wax,6,4,unworn,yes,no");
        Write("experiment_01.csv", [Row(1, "Prep")]);
        var plant = Path.Combine(AppContext.BaseDirectory, "Plants", "one-line.yaml");
        var settings = new ReplaySettings(_folder.FullName) { Plant = plant };

        var refused = await Assert.ThrowsAsync<CommandException>(() => Replayed.RunAsync(settings));

        Assert.Equal(ExitCode.BadInput, refused.ExitCode);
        Assert.Contains("cnc-mill:", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private void WriteTable(params string[] rows) => File.WriteAllLines(
        Path.Combine(_folder.FullName, "train.csv"),
        rows.Prepend("No,material,feedrate,clamp_pressure,tool_condition,machining_finalized,passed_visual_inspection"));

    private void Write(string name, string[] rows) =>
        File.WriteAllLines(Path.Combine(_folder.FullName, name), rows.Prepend(Columns));

    private static string Row(double powerKw, string step) =>
        string.Create(CultureInfo.InvariantCulture, $"{powerKw:R},{powerKw:R},{powerKw:R},6,{step}");
}
