namespace OrleansTwin.Store;

/// <summary>
/// Tags that came in and belong to no sensor, until they are adopted. In memory, at most <see
/// cref="StoreOptions.UnknownTagsMax"/> (later ones are counted
/// as turned away); written with the next checkpoint.
/// </summary>
public interface IUnknownTags
{
    int Count { get; }

    /// <summary>
    /// Records that a tag was seen; <paramref name="value"/> is cut to <see cref="StoreOptions.UnknownValueCharsMax"/>.
    /// </summary>
    void Saw(string tag, long atTicks, string value);

    /// <summary>
    /// In order of tag, those that contain <paramref name="contains"/> and come after <paramref name="after"/>.
    /// </summary>
    IReadOnlyList<UnknownTag> List(int limit, string? after = null, string? contains = null);

    /// <summary>Forgets a tag that was adopted; false if it was not there.</summary>
    bool Forget(string tag);
}

public sealed record UnknownTag(string Tag, long FirstSeenTicks, long LastSeenTicks, long Count, string LastValue);
