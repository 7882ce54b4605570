namespace OrleansTwin.Twins.Model;

public enum PayloadFormat : byte
{
    /// <summary>
    /// A JSON document; which parts are values is said by the rule's paths, or found: number, object of numbers, array of those.
    /// </summary>
    Json = 0,

    /// <summary>The payload is one number (or true, false) in text.</summary>
    Number = 1,

    /// <summary>The payload is one text value.</summary>
    Text = 2,

    /// <summary>Lines of values separated by <see cref="PayloadRule.Separator"/>, columns named by the rule.</summary>
    Csv = 3,
}

public enum TimeFormat : byte
{
    /// <summary>
    /// Text is ISO 8601; a number is seconds, milliseconds, microseconds or nanoseconds since 1970 by its size.
    /// </summary>
    Auto = 0,
    Iso8601 = 1,
    UnixSeconds = 2,
    UnixMilliseconds = 3,
    UnixMicroseconds = 4,
    UnixNanoseconds = 5,
}

/// <summary>
/// How payloads under a topic filter (MQTT wildcards) are read. Paths are a small JSONPath: <c>$.a.b[0]</c>, and <c>[*]</c> in
/// <see cref="ItemsPath"/> only. With <see cref="NamePath"/> (or an object of values) a sample's tag is <c>topic:name</c>, else
/// the topic. The first rule that matches is taken; without a match the payload is read as JSON with paths found by name (value,
/// v; time, timestamp, ts, t; quality, q).
/// </summary>
public sealed record PayloadRule
{
    public required string TopicFilter { get; init; }

    public PayloadFormat Format { get; init; }

    public string? ItemsPath { get; init; }

    public string? NamePath { get; init; }

    public string? ValuePath { get; init; }

    public string? TimePath { get; init; }

    public string? QualityPath { get; init; }

    public TimeFormat TimeFormat { get; init; }

    public char Separator { get; init; } = ',';

    /// <summary>
    /// CSV: the columns in order; <c>time</c> and <c>quality</c> are those, <c>-</c> is skipped, any other name makes a tag
    /// topic:name.
    /// </summary>
    public IReadOnlyList<string> Columns { get; init; } = [];
}

/// <summary>
/// Takes tags to sensors by pattern: <c>{name}</c> matches one step of the tag (up to / or :), <c>+</c> one step, <c>#</c> the
/// rest; the sensor template puts the named steps into an asset path. Rules are tried in order after the sensors' own tags.
/// </summary>
public sealed record TagRule(string Pattern, string SensorTemplate);

/// <summary>
/// The part of a plant file that says how telemetry is read and mapped, and which MQTT topic filters are subscribed.
/// </summary>
public sealed record TelemetryRules
{
    public IReadOnlyList<string> Subscriptions { get; init; } = [];

    public IReadOnlyList<PayloadRule> Payloads { get; init; } = [];

    public IReadOnlyList<TagRule> Tags { get; init; } = [];
}
