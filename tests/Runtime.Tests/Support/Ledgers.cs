using OrleansTwin.Store;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Reports;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Runtime.Tests.Support;

/// <summary>Everything that a store has made of its journal, byte for byte, a line for each row and snapshot.</summary>
internal static class Ledgers
{
    public static async Task<SortedDictionary<string, string>> ReadAllAsync(this EngineBench bench)
    {
        var lines = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var asset in bench.Engine.Runtime.Plant.Assets.Where(asset => asset is not SensorAsset))
        {
            foreach (var part in Enum.GetValues<ReportPart>())
            {
                var key = bench.KeyOf(asset.Id);
                foreach (var row in await bench.Store.Ledger.ReadRowsAsync(key, part, 0, DateTime.MaxValue.Ticks))
                    lines.Add($"{asset.Id} {part} {new DateTime(row.Report.BucketTicks):u}", Text(row));
            }
        }

        await foreach (var snapshot in bench.Store.Snapshots.ReadAllAsync())
            lines.Add($"{bench.Store.Names.NameOf(snapshot.TwinKey)} snapshot", Convert.ToHexString(snapshot.State.Span));
        return lines;
    }

    /// <summary>Asserts that two stores hold the same; tells the first few differences.</summary>
    public static void AssertSame(
        SortedDictionary<string, string> expected, SortedDictionary<string, string> found, string context)
    {
        var differences = expected.Keys.Union(found.Keys)
            .Where(key => expected.GetValueOrDefault(key) != found.GetValueOrDefault(key))
            .OrderByDescending(key => key.Count(step => step == '/'))
            .ThenBy(key => key[key.LastIndexOf(' ')..], StringComparer.Ordinal)
            .Select(key => (Key: key, Expected: expected.GetValueOrDefault(key, ""), Found: found.GetValueOrDefault(key, "")))
            .Select(row => $"{row.Key}\n{Difference(row.Expected, row.Found)}")
            .ToList();
        Assert.True(
            differences.Count == 0,
            $"{context}: {differences.Count} of {expected.Count} rows and snapshots differ, first\n"
            + string.Join('\n', differences.Take(3)));
    }

    private static string Difference(string expected, string found)
    {
        var same = 0;
        while (same < Math.Min(expected.Length, found.Length) && expected[same] == found[same])
            same++;
        var from = Math.Max(0, same - 20);
        string Around(string text) => text[from..Math.Min(text.Length, from + 200)];
        return $"  from character {from}, expected {Around(expected)}\n  found {Around(found)}";
    }

    private static string Text(LedgerRow row)
    {
        var writer = new StateWriter();
        foreach (var slice in row.Report.Slices)
        {
            writer.WriteInt64(slice.Key.BucketTicks);
            writer.WriteString(slice.Key.Product);
            writer.WriteString(slice.Key.Order);
            writer.WriteElements(slice.Elements);
        }

        var events = string.Join(';', row.Report.Events.Select(item => item.ToString()));
        return $"v{row.Report.Version} {(row.Report.IsSettled ? "settled" : "open")} {Convert.ToHexString(writer.Written)} "
            + $"{Convert.ToHexString(row.OpeningState.Span)} {events}";
    }
}
