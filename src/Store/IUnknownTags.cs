using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store;

/// <summary>
/// The tags that came in and belong to no sensor, as they were last saved: whoever counts them (and bounds them) reads them at
/// start and saves what has changed from time to time.
/// </summary>
public interface IUnknownTags
{
    /// <summary>All of them, the one that was quiet for longest first.</summary>
    ValueTask<IReadOnlyList<UnknownTag>> ReadAsync(CancellationToken cancellation = default);

    /// <summary>Durable when this returns; nothing is changed when it throws.</summary>
    /// <exception cref="StoreUnavailableException">The disk is full or cannot be written.</exception>
    ValueTask SaveAsync(IReadOnlyCollection<UnknownTagChange> changes, CancellationToken cancellation = default);
}
