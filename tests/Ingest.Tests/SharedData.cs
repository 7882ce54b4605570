namespace OrleansTwin.Ingest.Tests;

/// <summary>Data sets that lie beside the repository, in <c>shared/data</c> of a folder above.</summary>
internal static class SharedData
{
    public static string Folder(string name)
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (Path.Combine(at.FullName, "shared", "data", name) is var folder && Directory.Exists(folder))
                return folder;
        throw new InvalidOperationException(
            $"This test needs the data set '{name}' in a folder shared/data above {AppContext.BaseDirectory}.");
    }
}
