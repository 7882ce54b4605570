using System.Globalization;
using OrleansTwin.Twins.Health.Features;
using OrleansTwin.Twins.Health.Rul;

namespace OrleansTwin.Edge.Commands.Health.Anomalies;

/// <summary>Which sensors lengthen or shorten each asset's remaining life, after its last cycle and on the way there.</summary>
internal static class LifeCauses
{
    private const int TopSensors = 5;

    /// <summary>Contributions over time are told for every so many cycles, counted back from the last.</summary>
    private const int CyclesStep = 10;

    public static void Tell(RulModel model, IReadOnlyList<AssetHistory> assets, string? outFile)
    {
        var lines = new List<string>();
        foreach (var asset in assets)
            Tell(model, asset, outFile is null ? null : lines);
        if (outFile is null)
            return;
        ModelFile.SaveTable(outFile, $"unit,cycle,rul,expected,age,{string.Join(',', model.Layout.Sensors)}", lines);
        Console.WriteLine($"{outFile}: {lines.Count} rows of {assets.Count} assets.");
    }

    private static void Tell(RulModel model, AssetHistory asset, List<string>? lines)
    {
        var monitor = new RulMonitor(model);
        for (var cycle = 1; cycle <= asset.Rows.Count; cycle++)
        {
            monitor.Push(asset.Rows[cycle - 1]);
            var left = asset.Rows.Count - cycle;
            if (left > 0 && (lines is null || left % CyclesStep != 0))
                continue;
            var estimate = monitor.Estimate();
            var causes = estimate.IsEnough ? monitor.Explain() : null;
            if (causes is not null)
                lines?.Add(Line(model, asset.Asset, cycle, estimate, causes));
            if (left == 0)
                Console.WriteLine($"{asset.Asset}: {(causes is null ? model.Missing(estimate) : Text(estimate, causes))}");
        }
    }

    private static string Text(RulEstimate estimate, RulCauses causes)
    {
        var parts = causes.Sensors.Take(TopSensors).Append(new RulCause("age", causes.Cycles)).Select(
            cause => string.Create(CultureInfo.InvariantCulture, $"{cause.Sensor} {cause.Cycles:+0.0;-0.0}"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{estimate.Cycles:F0} cycles, where {causes.Expected:F0} are usual: {string.Join(", ", parts)}");
    }

    private static string Line(RulModel model, string unit, int cycle, RulEstimate estimate, RulCauses causes)
    {
        var bySensor = causes.Sensors.ToDictionary(cause => cause.Sensor, cause => cause.Cycles);
        var numbers = model.Layout.Sensors.Select(sensor => bySensor.GetValueOrDefault(sensor)).Prepend(causes.Cycles)
            .Prepend(causes.Expected).Prepend(estimate.Cycles)
            .Select(value => value.ToString("0.##", CultureInfo.InvariantCulture));
        return $"{unit},{cycle},{string.Join(',', numbers)}";
    }
}
