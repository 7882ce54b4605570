using System.Globalization;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Simulation;
using Spectre.Console;

namespace OrleansTwin.Edge.Commands;

/// <summary>The truth about a simulated plant, a row per machine; fits 80 columns.</summary>
internal static class SimulationTable
{
    private static readonly (string Title, Func<TruthTotals, double> Value, string Format)[] Columns =
    [
        ("produc.", totals => Hours(totals, TimeClass.Producing), "F2"),
        ("setup", totals => Hours(totals, TimeClass.Setup), "F2"),
        ("down", totals => Hours(totals, TimeClass.Breakdown, TimeClass.MinorStop), "F2"),
        ("waiting", totals => Hours(totals, TimeClass.Starved, TimeClass.Blocked, TimeClass.Waiting), "F2"),
        ("pieces", totals => totals.ProducedQuantity, "N0"),
        ("good", totals => totals.GoodQuantity, "N0"),
        ("kWh", totals => totals.EnergyKwh(Twins.Elements.Carrier.Electricity), "N1"),
    ];

    public static void Print(SimulationSettings settings, SimulationResult result)
    {
        var start = new DateTime(settings.StartTicks).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        var length = settings.Length.TotalHours.ToString("0.##", CultureInfo.InvariantCulture);
        Console.WriteLine($"{settings.Plant.Root.Name}, seed {settings.Seed}, {length} h from {start} UTC (times in hours)");
        var name = new TableColumn("machine") { Padding = new Padding(0, 0, 0, 0) };
        var table = new Table().Border(TableBorder.Simple).AddColumn(name.NoWrap());
        foreach (var (title, _, _) in Columns)
            table.AddColumn(new TableColumn(title) { Padding = new Padding(1, 0, 0, 0) }.RightAligned().NoWrap());
        foreach (var machine in result.Truth.Machines)
            table.AddRow([Name(settings, machine.MachineId), .. Columns.Select(column => Cell(column, machine.Totals))]);
        AnsiConsole.Write(table);
        if (settings.Broker is { } broker)
        {
            var published = $"Published {result.Samples:N0} samples in {result.Messages:N0} messages";
            Console.WriteLine($"{published} to {broker.Host}:{broker.Port}; all are confirmed.");
        }

        if (result.Untagged > 0)
            Console.WriteLine($"Not published: {PlantDocuments.Count(result.Untagged, "sensor")} without a tag.");
    }

    // Line and machine: the path above them is the same for all.
    private static string Name(SimulationSettings settings, string id) =>
        Markup.Escape(string.Join('/', id[(settings.Plant.Root.Id.Length + 1)..].Split('/').TakeLast(2)));

    private static string Cell((string Title, Func<TruthTotals, double> Value, string Format) column, TruthTotals totals) =>
        column.Value(totals).ToString(column.Format, CultureInfo.InvariantCulture);

    private static double Hours(TruthTotals totals, params ReadOnlySpan<TimeClass> classes)
    {
        var ticks = 0L;
        foreach (var timeClass in classes)
            ticks += totals.Time(timeClass);
        return ticks / (double)TimeSpan.TicksPerHour;
    }
}
