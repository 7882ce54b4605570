using OrleansTwin.PlantFiles;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Edge.Commands;

/// <summary>A plant file that was read: its name, its text and the plant.</summary>
internal sealed record PlantDocument(string Name, string Text, Plant Plant);

/// <summary>Reads plant files for commands, telling findings on standard error.</summary>
internal static class PlantDocuments
{
    /// <summary>Folder of the plants that come with the program.</summary>
    public static string Supplied => Path.Combine(AppContext.BaseDirectory, "Plants");

    /// <summary>Reads a file, or the demo plant; null when it has errors, which were told.</summary>
    public static PlantDocument? Load(string? path)
    {
        path ??= Path.Combine(Supplied, "demo.yaml");
        var result = PlantFile.Load(path);
        foreach (var finding in result.Errors.Concat(result.Warnings))
            Console.Error.WriteLine(finding);
        return result.Plant is { } plant ? new PlantDocument(path, File.ReadAllText(path), plant) : null;
    }
}
