using OrleansTwin.PlantFiles;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Store;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Hosting;

/// <summary>
/// Which plant takes force at start. A file that is new or was edited becomes a new version; a file that is as it was does not
/// undo what was changed through the API since, such as adopted tags.
/// </summary>
internal sealed record StartingPlant(PlantVersion Version, Plant Plant)
{
    /// <summary>The plant of the version before, where this start replaced it.</summary>
    public Plant? Former { get; init; }

    /// <summary>Author of the versions that come from files.</summary>
    public const string FileAuthor = "operator";

    private const int Page = 100;

    public static async Task<StartingPlant> ChooseAsync(
        ITwinStore store, string fileText, Plant filePlant, TimeProvider time, CancellationToken cancellation)
    {
        var versions = store.PlantVersions;
        var latest = await LatestAsync(versions, cancellation);
        if (latest is not null && latest.Text == fileText)
            return new StartingPlant(latest, filePlant);
        if (latest is not null && await IsLastFileAsync(store, fileText)
            && PlantFile.Parse(latest.Text, $"version {latest.Info.Number}").Plant is { } changed)
        {
            return new StartingPlant(latest, changed);
        }

        var added = await versions.AddAsync(fileText, FileAuthor, time.GetUtcNow().UtcTicks, "from file", cancellation);
        return new StartingPlant(added, filePlant)
        {
            Former = latest is null ? null : PlantFile.Parse(latest.Text, $"version {latest.Info.Number}").Plant,
        };
    }

    /// <summary>Whether a text is that of the last version that came from a file.</summary>
    public static async Task<bool> IsLastFileAsync(ITwinStore store, string text) =>
        (await LastFileAsync(store.PlantVersions, CancellationToken.None))?.Text == text;

    /// <summary>A part of a plant whose versions are kept elsewhere: what is in force there is in force here.</summary>
    public static async Task<StartingPlant> OfPartAsync(
        ITwinStore store, PlantVersion inForce, Plant part, CancellationToken cancellation)
    {
        var (info, text) = (inForce.Info, inForce.Text);
        var kept = await LatestAsync(store.PlantVersions, cancellation) is { } latest && latest.Text == text
            ? latest
            : await store.PlantVersions.AddAsync(text, info.Author, info.AtTicks, info.Note, cancellation);
        return new StartingPlant(kept, part);
    }

    /// <summary>Null: there is none, or it is damaged; then the file takes its place.</summary>
    private static async Task<PlantVersion?> LatestAsync(IPlantVersions versions, CancellationToken cancellation)
    {
        try
        {
            return await versions.ReadLatestAsync(cancellation);
        }
        catch (StoreCorruptedException)
        {
            return null;
        }
    }

    private static async Task<PlantVersion?> LastFileAsync(IPlantVersions versions, CancellationToken cancellation)
    {
        var before = int.MaxValue;
        while (await versions.ListAsync(Page, before, cancellation) is [.., var oldest] page)
        {
            if (page.FirstOrDefault(version => version.Author == FileAuthor) is { } found)
                return await versions.ReadAsync(found.Number, cancellation);
            before = oldest.Number;
        }

        return null;
    }
}
