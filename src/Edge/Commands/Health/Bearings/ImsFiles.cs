using System.Globalization;
using OrleansTwin.Ingest.Recordings;
using OrleansTwin.Runtime.Commands;

namespace OrleansTwin.Edge.Commands.Health.Bearings;

/// <summary>A test rig run until bearings failed.</summary>
/// <param name="Channels">Their names; a bearing may have two.</param>
/// <param name="Readings">In order of time, a value for each channel.</param>
/// <param name="Failed">Names of bearings that had failed at the end.</param>
internal sealed record BearingRun(
    string Name, IReadOnlyList<string> Channels, IReadOnlyList<(DateTime At, double[] Values)> Readings,
    IReadOnlyList<string> Failed)
{
    /// <summary>The bearing that a channel is of: 'Bearing 3 C1' is of 'Bearing 3'.</summary>
    public static string BearingOf(string channel) => string.Join(' ', channel.Split(' ').Take(2));
}

/// <summary>
/// Run-to-failure tests of the Center for Intelligent Maintenance Systems (Qiu, Lee, Lin and Yu 2006): four bearings on one
/// shaft, mean absolute acceleration of each snapshot in g. The last rows of a test may be of a rig that had stopped.
/// </summary>
internal static class ImsFiles
{
    private static readonly string[] Endings = [".csv", ".csv.gz"];

    private static readonly (int Test, string[] Failed)[] Tests =
        [(1, ["Bearing 3", "Bearing 4"]), (2, ["Bearing 1"]), (3, ["Bearing 3"])];

    /// <summary>The tests that a folder has: at least two, for limits are set on others than are judged.</summary>
    public static IReadOnlyList<BearingRun> Read(string folder)
    {
        var runs = Tests.Select(item => (item.Test, item.Failed, File: Find(folder, item.Test)))
            .Where(item => item.File is not null).Select(item => Read(item.Test, item.Failed, item.File!)).ToList();
        return runs.Count >= 2 ? runs : throw new CommandException(
            ExitCode.BadInput,
            $"{folder} has {runs.Count} of the files ims_test1_mean_abs_g.csv to ims_test3_mean_abs_g.csv (or .csv.gz); expected "
            + "at least two, since the limits for a test are set on the others.");
    }

    private static string? Find(string folder, int test) => Endings
        .Select(ending => Path.Combine(folder, $"ims_test{test}_mean_abs_g{ending}")).FirstOrDefault(File.Exists);

    private static BearingRun Read(int test, string[] failed, string path)
    {
        var table = CsvTable.Read(path);
        var time = table.ColumnOf("timestamp", path);
        var channels = Enumerable.Range(0, table.Columns.Count).Where(column => column != time).ToArray();
        var missing = failed.FirstOrDefault(bearing => channels.All(
            column => BearingRun.BearingOf(table.Columns[column]) != bearing));
        if (missing is not null)
            throw new CommandException(ExitCode.BadInput, $"{path} has no channel of {missing}, which failed in test {test}.");
        var readings = Enumerable.Range(0, table.Rows).Select(row => (
            TimeOf(table[row, time], path, row), Array.ConvertAll(channels, column => table[row, column].Number))).ToList();
        return new BearingRun($"test {test}", [.. channels.Select(column => table.Columns[column])], readings, failed);
    }

    private static DateTime TimeOf(Cell cell, string path, int row) =>
        DateTime.TryParseExact(
            cell.Text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : throw new CommandException(
                ExitCode.BadInput, $"{path}, row {row + 1}: '{cell.Text}' is no time; expected such as 2004-02-12 10:32:39.");
}
