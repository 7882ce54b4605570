using System.Globalization;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Store;

namespace OrleansTwin.Edge.Commands;

/// <summary>
/// Which plant runs: the file that was named; else the version in force in the data directory; else the demo. <paramref
/// name="Origin"/> says so to the user.
/// </summary>
internal sealed record PlantChoice(PlantDocument Document, bool IsDemo, string Origin)
{
    /// <exception cref="CommandException">The plant has errors; they were told.</exception>
    public static async Task<PlantChoice> MakeAsync(
        PlantDocument? named, ITwinStore store, string directory, CancellationToken cancellation)
    {
        if (named is not null)
            return new PlantChoice(named, false, await OriginAsync(named, store, cancellation));
        var kept = await store.PlantVersions.ReadLatestAsync(cancellation);
        var demo = PlantDocuments.Load(PlantDocuments.Demo);
        if (kept is null || kept.Text == demo.Text)
            return new PlantChoice(demo with { Name = "demo" }, true, "the demo plant, as no --plant was given");
        var name = $"version {kept.Info.Number} in {directory}";
        return new PlantChoice(
            PlantDocuments.Parse(kept.Text, name), false, $"in force since {Told(kept)}; no --plant was given");
    }

    private static async Task<string> OriginAsync(PlantDocument named, ITwinStore store, CancellationToken cancellation)
    {
        try
        {
            return OriginOf(named, await store.PlantVersions.ReadLatestAsync(cancellation));
        }
        catch (StoreCorruptedException damaged)
        {
            return $"new version, in place of one that is damaged. {damaged.Message}";
        }
    }

    private static string OriginOf(PlantDocument named, PlantVersion? kept) =>
        kept is null ? "version 1, the first of this data"
        : kept.Text == named.Text ? $"version {kept.Info.Number}, unchanged since {Told(kept)}"
        : $"new version {kept.Info.Number + 1}; it replaces version {kept.Info.Number} of {Told(kept)}";

    private static string Told(PlantVersion version) => string.Create(
        CultureInfo.InvariantCulture, $"{new DateTime(version.Info.AtTicks):yyyy-MM-dd HH:mm} UTC (by {version.Info.Author})");
}
