using OrleansTwin.Grains.Hosting;
using OrleansTwin.Runtime.Commands;

namespace OrleansTwin.Silo.Hosting;

/// <summary>
/// Where a process's data lies, and the plant it begins with. Without a database it is a grid by itself: a temporary directory,
/// deleted at the end, and the demo plant on the simulator where nothing else is named.
/// </summary>
internal sealed class GridPlace : IDisposable
{
    private readonly string? _temporary;

    private GridPlace(SiloSettings settings, string? plantText, string? temporary) =>
        (Settings, PlantText, _temporary) = (settings, plantText, temporary);

    /// <summary>With what follows from the place.</summary>
    public SiloSettings Settings { get; }

    /// <summary>Null: the plant of the grid.</summary>
    public string? PlantText { get; }

    /// <exception cref="CommandException">The plant file has errors, or roles make no sense without a database.</exception>
    public static GridPlace Of(SiloSettings settings, GridRoles roles)
    {
        var text = settings.Plant is { } file ? PlantDocuments.Load(file).Text : null;
        if (settings.Grid.Store is not null)
            return new GridPlace(settings, text, null);
        if (roles != GridRoles.All)
        {
            throw new CommandException(
                ExitCode.BadInput,
                "A process with some of the roles needs a database that the others are at, too. Name one with --store, "
                + "or leave out --role.");
        }

        var directory = Directory.CreateTempSubdirectory("orleanstwin-grid-").FullName;
        var grid = settings.Grid with { Data = directory };
        if (text is null)
        {
            text = PlantDocuments.Load(PlantDocuments.Demo).Text;
            grid = grid with { Feeds = Simulated(grid.Feeds) };
        }

        return new GridPlace(settings with { Grid = grid }, text, directory);
    }

    public void Dispose()
    {
        if (_temporary is not null)
            Directory.Delete(_temporary, recursive: true);
    }

    /// <summary>Something has to feed the demo.</summary>
    private static Dictionary<string, FeedSettings> Simulated(IReadOnlyDictionary<string, FeedSettings> feeds)
    {
        var simulated = new Dictionary<string, FeedSettings>(feeds, StringComparer.Ordinal);
        if (feeds.TryGetValue(FeedSettings.Main, out var main) && main.Mqtt.Count == 0)
            simulated[FeedSettings.Main] = main with { Simulate = true };
        return simulated;
    }
}
