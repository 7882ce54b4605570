using System.Globalization;
using Spectre.Console;

namespace OrleansTwin.Bench.Harness;

/// <summary>A benchmark's figures as a person reads them.</summary>
internal static class ResultTable
{
    private const int RedirectedWidth = 130;

    public static void Print(string title, IEnumerable<Verdict> figures)
    {
        var table = new Table { Title = new TableTitle(Markup.Escape(title)), Border = TableBorder.Rounded };
        table.AddColumns("figure", "measured", "bar", "", "baseline", "ratio");
        table.Columns[1].RightAligned();
        table.Columns[5].RightAligned();
        foreach (var figure in figures)
            table.AddRow(
                Markup.Escape(figure.Figure),
                Markup.Escape(figure.Value is { } value ? $"{Numbers.Show(value)} {figure.Unit}" : "not measured"),
                Markup.Escape(figure.Bar ?? ""),
                Mark(figure.Passed),
                Markup.Escape(figure.BaselineValue is { } other ? $"{figure.Baseline}: {Numbers.Show(other)}" : ""),
                figure.RatioToBaseline?.ToString("0.00", CultureInfo.InvariantCulture) ?? "");
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = RedirectedWidth;
        AnsiConsole.Write(table);
    }

    private static string Mark(bool? passed) => passed switch
    {
        true => "[green]held[/]",
        false => "[red]missed[/]",
        null => "",
    };
}
