namespace OrleansTwin.Store;

/// <summary>
/// Stable small numbers for twin ids (sensors, machines and composites alike), so that the journal, history and ledger are keyed
/// by 4 bytes. Keys count up
/// from 0 without gaps and are never reused; the whole table is in memory.
/// </summary>
public interface INameTable
{
    /// <summary>Number of names; keys are 0 to Count − 1.</summary>
    int Count { get; }

    bool TryGetKey(string name, out int key);

    /// <exception cref="ArgumentOutOfRangeException">No name has this key.</exception>
    string NameOf(int key);

    /// <summary>The keys of all names, in their order; new names are committed before this returns.</summary>
    /// <exception cref="ArgumentException">
    /// A name is empty or too long, or there would be more than <see cref="StoreOptions.NamesMax"/>.
    /// </exception>
    ValueTask<int[]> GetOrAddAsync(IReadOnlyList<string> names, CancellationToken cancellation = default);
}
