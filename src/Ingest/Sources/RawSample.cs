using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Ingest.Sources;

/// <summary>
/// One value as its source sent it. <paramref name="Tag"/> is a topic, <c>topic:name</c>, or with <see cref="IsSensorId"/> a
/// sensor's path.
/// <paramref name="SourceTicks"/> is UTC ticks or <see cref="NoTime"/>. A text value has <paramref name="Text"/>, otherwise the
/// value is
/// <paramref name="Number"/> (booleans as 0 and 1).
/// </summary>
public readonly record struct RawSample(
    string Tag, long SourceTicks, double Number, string? Text = null, Quality Quality = Quality.Good)
{
    /// <summary>The source gave no time; the sample gets its message's receive time.</summary>
    public const long NoTime = long.MinValue;

    /// <summary>What a sample counts for in the queue's byte limit.</summary>
    public const int QueuedBytes = 48;

    public bool IsSensorId { get; init; }
}
