using System.Globalization;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Twins.Health.Features;
using OrleansTwin.Twins.Health.Rul;
using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Edge.Commands.Health;

/// <summary><c>health rul predict</c>: a row for each asset, as it is after its last cycle.</summary>
internal static class RulPrediction
{
    private const string Header = "unit,rul,lo50,hi50,lo80,hi80,lo90,hi90";

    /// <summary>The bands that have columns: all but the widest.</summary>
    private const int Bands = 3;

    public static int Run(string modelFile, string dataFile, string outFile, HistoryColumnNames columns)
    {
        var model = Load(modelFile);
        var histories = Read(dataFile, columns, model.Layout);
        ModelFile.SaveTable(outFile, Header, histories.Select(history => Line(history, After(model, history), model)));
        Console.WriteLine($"{outFile}: {histories.Count} assets.");
        return ExitCode.Ok;
    }

    public static RulModel Load(string file) => ModelFile.Load(file, bytes => RulModelCodec.Read(bytes));

    /// <summary>What a model says of an asset after its last row.</summary>
    public static RulEstimate Last(RulModel model, AssetHistory history) => After(model, history).Estimate();

    private static RulMonitor After(RulModel model, AssetHistory history)
    {
        var monitor = new RulMonitor(model);
        foreach (var row in history.Rows)
            monitor.Push(row);
        return monitor;
    }

    public static IReadOnlyList<AssetHistory> Read(string file, HistoryColumnNames columns, RowLayout layout)
    {
        var isCmapss = layout.Settings.SequenceEqual(CmapssFiles.Layout.Settings)
            && layout.Sensors.SequenceEqual(CmapssFiles.Layout.Sensors) && CmapssFiles.IsOne(file);
        return (isCmapss ? CmapssFiles.Read(file) : AssetCsv.Read(file, columns, layout)).Histories;
    }

    private static string Line(AssetHistory history, RulMonitor monitor, RulModel model)
    {
        var estimate = monitor.Estimate();
        if (StillSignal.Tell(monitor.Still, "cycles") is { Length: > 0 } still)
            Console.Error.WriteLine($"{history.Asset}: {still}");
        if (monitor.OverhauledAtCycle is > 0 and var cycle)
        {
            Console.Error.WriteLine(
                $"{history.Asset}: an overhaul was noticed at cycle {cycle}; its trends are those of the cycles since.");
        }

        if (!estimate.IsEnough)
        {
            Console.Error.WriteLine($"{history.Asset}: not enough data. {model.Missing(estimate)}");
            return history.Asset + new string(',', Header.Count(letter => letter == ','));
        }

        if (estimate.OutsideShare > 0.01)
        {
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{history.Asset}: {100 * estimate.OutsideShare:F0} % of its inputs lie outside what the model learned from; "
                + $"its bands are wider."));
        }

        var bounds = Enumerable.Range(0, Bands).Select(estimate.Band).SelectMany(band => new[] { band.Low, band.High });
        return $"{history.Asset},{string.Join(',', bounds.Prepend(estimate.Cycles).Select(Number))}";
    }

    private static string Number(double value) => value.ToString("F2", CultureInfo.InvariantCulture);
}
