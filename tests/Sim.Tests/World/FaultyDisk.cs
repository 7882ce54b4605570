using OrleansTwin.Store;

namespace OrleansTwin.Sim.Tests.World;

/// <summary>
/// What one life of the process writes to. When the life ends, its files are copied at a commit, while no other commits: exactly
/// what a process finds that starts after a kill there. Nothing is committed afterwards.
/// </summary>
internal sealed class FaultyDisk(string directory, Action changed)
{
    private static readonly string[] Files = ["twin.db", "twin.db-wal", "journal.db", "journal.db-wal"];

    private readonly Lock _gate = new();
    private volatile string? _left;
    private volatile bool _isFull;
    private int _commitsLeft;
    private bool _diesCommitted;

    /// <summary>The directory of this life; it is dead once there is one.</summary>
    public string Directory => directory;

    /// <summary>Where a copy of the files lies for the next life; null: this one goes on.</summary>
    public string? Left => _left;

    public bool IsFull
    {
        get => _isFull;
        set => _isFull = value;
    }

    /// <summary>The process ends with the so-manieth commit from now, before or after it has become durable.</summary>
    public void DieAt(int commit, bool isCommitted)
    {
        lock (_gate)
            (_diesCommitted, _commitsLeft) = (isCommitted, commit);
    }

    public void ThrowIfDead()
    {
        if (_left is not null)
            throw new ObjectDisposedException(nameof(FaultyDisk), "This process is gone.");
    }

    public void Commit(Action commit)
    {
        lock (_gate)
        {
            ThrowIfDead();
            if (_isFull)
                throw new StoreUnavailableException("The disk is full (simulated).");
            var isLast = _commitsLeft > 0 && --_commitsLeft == 0;
            if (isLast && !_diesCommitted)
                Die();
            commit();
            if (isLast)
                Die();
        }
    }

    private void Die()
    {
        var copy = System.IO.Directory.CreateTempSubdirectory("sim-").FullName;
        foreach (var name in Files.Where(name => File.Exists(Path.Combine(directory, name))))
            File.Copy(Path.Combine(directory, name), Path.Combine(copy, name));
        _left = copy;
        changed();
        ThrowIfDead();
    }
}
