namespace OrleansTwin.PlantFiles.Tests.Examples;

/// <summary>The plant files that ship with the Edge host.</summary>
internal static class ExamplePlants
{
    public static string Folder { get; } = Find();

    public static string PathOf(string name) => Path.Combine(Folder, name);

    private static string Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var folder = Path.Combine(at.FullName, "src", "Edge", "Plants");
            if (Directory.Exists(folder))
                return folder;
        }
        throw new InvalidOperationException($"No folder src/Edge/Plants above {AppContext.BaseDirectory}.");
    }
}
