namespace OrleansTwin.Edge.Commands;

/// <summary>Where a plant's database lies; a temporary one is deleted at the end.</summary>
internal sealed class DataDirectory : IDisposable
{
    private DataDirectory(string path, bool isTemporary) => (Path, IsTemporary) = (path, isTemporary);

    public string Path { get; }

    public bool IsTemporary { get; }

    /// <summary>A null path is a new temporary directory, or <c>./data</c>.</summary>
    /// <exception cref="CommandException">It can't be made.</exception>
    public static DataDirectory Open(string? path, bool isTemporary)
    {
        if (path is null && isTemporary)
            return new DataDirectory(Directory.CreateTempSubdirectory("orleanstwin-").FullName, true);
        var full = System.IO.Path.GetFullPath(path ?? "data");
        try
        {
            Directory.CreateDirectory(full);
        }
        catch (Exception impossible) when (impossible is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(
                ExitCode.Failed,
                $"The data directory '{full}' can't be made: {impossible.Message} Choose another with --data.",
                impossible);
        }

        return new DataDirectory(full, false);
    }

    public void Dispose()
    {
        if (IsTemporary)
            Directory.Delete(Path, recursive: true);
    }
}
