using System.Text.Json.Serialization;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Api.Hosting;

/// <summary>
/// A POST of telemetry as it came: <paramref name="Body"/> still packed as <paramref name="ContentEncoding"/> says (null: not
/// packed) and in the form that <paramref name="ContentType"/> says. <paramref name="IdempotencyKey"/>: the sender's name of this
/// batch; null: none.
/// </summary>
public sealed record TelemetrySubmission(
    ReadOnlyMemory<byte> Body, string? ContentType, string? ContentEncoding, string? IdempotencyKey, DateTimeOffset ReceivedAt);

/// <summary>
/// What became of a batch. Samples = known to a sensor + unknown tags; dead letters are the parts that could not be read. A
/// duplicate was journaled before under the same key: it has the first answer's counts, without errors, and is not
/// journaled again.
/// </summary>
public sealed record TelemetryReceipt(int Samples, int UnknownTags, int DeadLetters, bool IsDuplicate)
{
    /// <summary>The first parts that were refused, at most a bounded number of them.</summary>
    public IReadOnlyList<TelemetryRefusal> Errors { get; init; } = [];
}

/// <summary>A part of a batch that could not be read; <paramref name="Index"/> is its place in the batch, from 0.</summary>
public sealed record TelemetryRefusal(int Index, string? Tag, string Reason, string Detail);

/// <summary>
/// A tag that no sensor claims. <paramref name="LastValue"/> as text, of bounded length; <paramref name="ValueKind"/>: what the
/// values look like so far.
/// </summary>
public sealed record UnknownTag(
    string Tag,
    string Source,
    long Count,
    DateTimeOffset FirstSeen,
    DateTimeOffset LastSeen,
    string? LastValue,
    ValueKind ValueKind);

/// <summary>
/// Gives <paramref name="Tag"/> to the sensor with path <paramref name="SensorId"/>: one that is there without a tag, or a new
/// one below a machine, which then takes <paramref name="Name"/> and <paramref name="Unit"/>.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record TagAdoption(string Tag, string SensorId, string? Name = null, string? Unit = null);

/// <summary>The tag feeds the sensor from plant version <paramref name="PlantVersion"/> on.</summary>
public sealed record AdoptedTag(string Tag, string SensorId, long PlantVersion);

/// <summary>
/// A message, or a part of one, that could not be read. <paramref name="PayloadHead"/>: its first bytes as text, other bytes
/// escaped; <paramref name="PayloadBytes"/>: how long it was.
/// </summary>
public sealed record DeadLetter(
    DateTimeOffset At, string Source, string? Topic, string Reason, string Detail, string PayloadHead, long PayloadBytes);
