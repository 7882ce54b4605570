using OrleansTwin.Twins.Health.Features;

namespace OrleansTwin.Edge.Commands.Health;

/// <summary>The columns of a CSV of histories; <paramref name="Sensors"/> null: all that have no other role.</summary>
internal sealed record HistoryColumnNames(
    string Unit, string Cycle, IReadOnlyList<string> Settings, IReadOnlyList<string>? Sensors);

/// <summary>Assets of one layout.</summary>
internal sealed record AssetTable(RowLayout Layout, IReadOnlyList<AssetHistory> Histories);

/// <summary>An asset that was cut off, and the cycles that it truly had left.</summary>
internal sealed record CutOff(AssetHistory History, double CyclesLeft);

/// <summary>What a model learns from, and perhaps what it is judged by.</summary>
/// <param name="Name">For its record.</param>
/// <param name="Learning">Assets that ran to failure.</param>
/// <param name="Test">Empty: there is no test set, or its truth is not known.</param>
internal sealed record RulData(string Name, AssetTable Learning, IReadOnlyList<CutOff> Test)
{
    public static RulData OfCsv(string path, HistoryColumnNames columns) =>
        new(Path.GetFileName(path), AssetCsv.Read(path, columns), []);
}
