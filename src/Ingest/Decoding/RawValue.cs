using OrleansTwin.Ingest.Rejects;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Ingest.Decoding;

public enum RawKind : byte
{
    Number = 0,
    Text = 1,
    Boolean = 2,
}

/// <summary>
/// One value found in a payload. <see cref="Name"/> is empty for the topic's own value. Text is <see cref="Utf8"/>, or
/// <see cref="Text"/> where the source had it as a string. Spans are valid during the call that hands the value over.
/// </summary>
public readonly ref struct RawValue
{
    public ReadOnlySpan<byte> Name { get; init; }

    public RawKind Kind { get; init; }

    /// <summary>A number, or 0 and 1 of a boolean.</summary>
    public double Number { get; init; }

    public ReadOnlySpan<byte> Utf8 { get; init; }

    public string? Text { get; init; }

    /// <summary>UTC ticks, or <see cref="Sources.RawSample.NoTime"/>.</summary>
    public long SourceTicks { get; init; }

    public Quality Quality { get; init; }
}

/// <summary>Takes what a decoder finds, in the order in which it stands in the payload.</summary>
public interface IValueSink
{
    void Take(in RawValue value);

    /// <summary>A part of the payload (or all of it) can't be used; the rest goes on.</summary>
    void Refuse(RejectReason reason, string detail, ReadOnlySpan<byte> name, ReadOnlySpan<byte> head);
}
