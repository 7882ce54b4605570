namespace OrleansTwin.Proofs;

/// <summary>A file system of its own in memory, small enough to be filled. Mounting takes root.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    /// <summary>Twice what the process wants to be free.</summary>
    private const string Size = "512m";

    private readonly string _mount = Directory.CreateTempSubdirectory("small-disk-").FullName;

    public string Folder => Path.Combine(_mount, "data");

    /// <exception cref="UnauthorizedAccessException">This user or machine may not mount.</exception>
    public static async Task<SmallDisk> MountAsync()
    {
        var disk = new SmallDisk();
        var (exitCode, said) = await Tool.RunAsync("mount", "-t", "tmpfs", "-o", $"size={Size}", "tmpfs", disk._mount);
        if (exitCode == 0)
            return disk;
        Directory.Delete(disk._mount);
        throw new UnauthorizedAccessException(
            $"a small disk could not be mounted ({said.Trim()}). Run it as root, where mounting a tmpfs is permitted.");
    }

    /// <summary>Not one byte is free before and during an action; afterwards there is room again.</summary>
    public async Task WhileFullAsync(Func<Task> action)
    {
        var filler = Path.Combine(_mount, "filler");
        try
        {
            Fill(filler);
            await action();
        }
        finally
        {
            File.Delete(filler);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Tool.RunAsync("umount", _mount);
        Directory.Delete(_mount);
    }

    private static void Fill(string path)
    {
        var block = new byte[64 * 1024];
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
                file.Write(block);
        }
        catch (IOException)
        {
            // What was left is smaller than a block, and any journal wants more than a page.
        }
    }
}
