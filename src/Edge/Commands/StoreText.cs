using System.Globalization;
using OrleansTwin.Edge.Replays;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Store;

namespace OrleansTwin.Edge.Commands;

/// <summary>What <c>store</c> tells a reader.</summary>
internal static class StoreText
{
    public static string Of(StoreInfo info)
    {
        IEnumerable<(string Label, string Text)> facts =
        [
            ("schema", $"{info.Schema}"),
            ("size", string.Join(", ", info.Bytes.Select(part => $"{part.Key} {Bytes(part.Value)}"))),
            ("journal", $"batch {info.LastSequence}, checkpoint at {info.Cursor}, {info.LastSequence - info.Cursor} to replay"),
            ("history", info is { HistoryFromTicks: { } from, HistoryToTicks: { } to }
                ? $"hours from {ReplayMoment.Text(from)} to {ReplayMoment.Text(to)}"
                : "none yet"),
            ("replay", Archive(info)),
            ("rows", string.Join(", ", info.Rows.Where(table => table.Value > 0).Select(table => $"{table.Key} {table.Value}"))),
        ];
        return string.Join(
            Environment.NewLine, facts.Select(fact => $"  {fact.Label,-9} {fact.Text}").Prepend($"Store in {info.Place}"));
    }

    public static string Damage(string place, int findings) =>
        $"{place}: {PlantDocuments.Count(findings, "finding")}. docs/operations-edge.md says what follows from each.";

    private static string Archive(StoreInfo info) => info.Milestones.Count == 0
        ? "nothing: there is no archive"
        : $"from {ReplayMoment.Text(info.Milestones[0].AtTicks)} (batch {info.Milestones[0].Cursor}) on, "
            + $"{PlantDocuments.Count(info.Milestones.Count, "milestone")}, {info.ArchivedSamples:N0} samples, "
            + Bytes(info.ArchiveBytes);

    private static string Bytes(long count) => count < 1 << 20
        ? string.Create(CultureInfo.InvariantCulture, $"{count / 1024.0:F0} KB")
        : string.Create(CultureInfo.InvariantCulture, $"{count / (1024.0 * 1024):F1} MB");
}
