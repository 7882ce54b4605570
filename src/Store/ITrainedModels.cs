namespace OrleansTwin.Store;

/// <summary>Models that were handed to the host, by their names: what is in force of each, to be read.</summary>
public interface ITrainedModelShelf
{
    /// <summary>
    /// The kept versions of all models, by name, the newest of each first; a damaged one is reported and left out.
    /// </summary>
    ValueTask<IReadOnlyList<TrainedModelInfo>> ListAsync(CancellationToken cancellation = default);

    /// <summary>The file of a model's newest version; null: it is another one, or damaged, which is reported.</summary>
    ValueTask<byte[]?> ReadAsync(string name, int version, CancellationToken cancellation = default);
}

/// <summary>Models that were handed to the host. Their files are opaque to the store.</summary>
public interface ITrainedModels : ITrainedModelShelf
{
    /// <summary>A name's versions beyond this are forgotten, the oldest first.</summary>
    const int VersionsMax = 20;

    /// <summary>
    /// Appends a version, durable with its audit when this returns, and lets go of the file of the one before. What is in force
    /// already is not appended again.
    /// </summary>
    ValueTask<TrainedModelInfo> AddAsync(
        string name, ReadOnlyMemory<byte> file, string author, long atTicks, string note,
        CancellationToken cancellation = default);

    /// <summary>Forgets a model with all its versions, audited; false: there is none of that name.</summary>
    ValueTask<bool> RemoveAsync(string name, string author, long atTicks, CancellationToken cancellation = default);
}

/// <summary>A model's version without its file. The newest of a name is in force.</summary>
/// <param name="Name">What plant files call it.</param>
/// <param name="Version">From 1.</param>
/// <param name="Author">Who handed it over.</param>
/// <param name="AtTicks">When, UTC.</param>
/// <param name="Note">Why; empty: nobody said.</param>
/// <param name="Sha256">Of the file, 64 hexadecimal digits.</param>
/// <param name="Bytes">Of the file.</param>
public sealed record TrainedModelInfo(
    string Name, int Version, string Author, long AtTicks, string Note, string Sha256, int Bytes);
