namespace OrleansTwin.Ingest.Rejects;

/// <summary>
/// What was refused, when (UTC ticks) and why. <paramref name="Tag"/> is the topic, or the tag where one value of a message was
/// refused; <paramref name="Head"/> is the beginning of the payload, or of the refused part, and
/// <paramref name="PayloadBytes"/> the length of all of it.
/// </summary>
public sealed record DeadLetter(
    long AtTicks, string Source, string Tag, RejectReason Reason, string Detail, byte[] Head, int PayloadBytes)
{
    public const int HeadBytesMax = 256;

    /// <summary>Longer topics are not taken; longer tags are cut here.</summary>
    public const int TagLengthMax = 1024;
}

/// <summary>
/// One refused sample of a batch: its place in the batch (from 0), what it said it was, and why it was refused.
/// </summary>
public readonly record struct Refusal(int Index, string Tag, RejectReason Reason, string Detail);
