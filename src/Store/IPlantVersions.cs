namespace OrleansTwin.Store;

/// <summary>Every plant document that was ever in force, numbered from 1.</summary>
public interface IPlantVersions
{
    /// <summary>Appends a version, durable when this returns.</summary>
    /// <exception cref="ArgumentException">The text exceeds <see cref="StoreOptions.PlantBytesMax"/>.</exception>
    ValueTask<PlantVersion> AddAsync(
        string text, string author, long atTicks, string note, CancellationToken cancellation = default);

    /// <summary>
    /// The version by which the twins run from here on, also if it does already: a replay takes it up at this point of the
    /// journal. Nothing may have been dispatched since the last checkpoint; durable when this returns.
    /// </summary>
    ValueTask PutInForceAsync(int number, long atTicks, CancellationToken cancellation = default);

    /// <summary>The newest, or null when there is none.</summary>
    ValueTask<PlantVersion?> ReadLatestAsync(CancellationToken cancellation = default);

    ValueTask<PlantVersion?> ReadAsync(int number, CancellationToken cancellation = default);

    /// <summary>Newest first, those with a number below <paramref name="before"/>, at most <paramref name="limit"/>.</summary>
    ValueTask<IReadOnlyList<PlantVersionInfo>> ListAsync(
        int limit, int before = int.MaxValue, CancellationToken cancellation = default);
}

/// <summary>A version without its text.</summary>
public sealed record PlantVersionInfo(int Number, string Author, long AtTicks, string Note);

/// <summary>A version with its text.</summary>
public sealed record PlantVersion(PlantVersionInfo Info, string Text);
