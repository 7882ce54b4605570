using System.Globalization;
using Spectre.Console;

namespace OrleansTwin.Edge.Commands;

/// <summary>The KPI table of a replay; fits 80 columns.</summary>
internal static class ReplayTable
{
    private static readonly Padding Narrow = new(0, 0, 0, 0);

    public static void Print(ReplayReport report)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn("recording") { Padding = Narrow }.NoWrap());
        foreach (var title in (string[])["samples", "s", "kWh", "parts", "good", "avail", "effect", "quality", "OEE"])
            table.AddColumn(new TableColumn(title) { Padding = Narrow }.RightAligned().NoWrap());
        foreach (var run in report.Runs)
            table.AddRow(Cells(run));
        if (report.Runs.Count > 1)
            table.AddEmptyRow().AddRow(Cells(report.Total()));
        AnsiConsole.Write(table);
    }

    private static string[] Cells(RunReport run) =>
    [
        Markup.Escape(run.Name),
        run.Samples.ToString("N0", CultureInfo.InvariantCulture),
        run.DurationS.ToString("F1", CultureInfo.InvariantCulture),
        run.EnergyKwh.ToString("F5", CultureInfo.InvariantCulture),
        run.Parts.ToString(CultureInfo.InvariantCulture),
        run.GoodParts.ToString(CultureInfo.InvariantCulture),
        Percent(run.Availability),
        Percent(run.Effectiveness),
        Percent(run.QualityRatio),
        Percent(run.Oee),
    ];

    private static string Percent(double? ratio) =>
        ratio is { } known ? string.Create(CultureInfo.InvariantCulture, $"{100 * known:F1}%") : "-";
}
