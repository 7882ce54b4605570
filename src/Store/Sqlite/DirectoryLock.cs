using System.Globalization;

namespace OrleansTwin.Store.Sqlite;

/// <summary>
/// One process per data directory: a file held open for us alone, and beside it who we are for whoever finds it held. A process
/// that is killed lets go of the one and leaves the other, which is written over.
/// </summary>
internal sealed class DirectoryLock : IDisposable
{
    private readonly FileStream _held;
    private readonly string _ownerFile;

    private DirectoryLock(FileStream held, string ownerFile)
    {
        _held = held;
        _ownerFile = ownerFile;
    }

    /// <exception cref="StoreRefusedException">Another process holds it; the message names its id.</exception>
    public static DirectoryLock Take(string directory)
    {
        var ownerFile = Path.Combine(directory, "twin.pid");
        try
        {
            var lockFile = Path.Combine(directory, "twin.lock");
            var held = new FileStream(lockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(
                ownerFile, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId} on {Environment.MachineName}"));
            return new DirectoryLock(held, ownerFile);
        }
        catch (IOException exception)
        {
            throw new StoreRefusedException(
                $"The data directory {directory} is in use by process {OwnerOf(ownerFile)}. "
                + "Stop it, or use another directory (--data).",
                exception);
        }
    }

    public void Dispose()
    {
        File.Delete(_ownerFile);
        _held.Dispose();
    }

    private static string OwnerOf(string ownerFile) => File.Exists(ownerFile) ? File.ReadAllText(ownerFile) : "(unknown)";
}
