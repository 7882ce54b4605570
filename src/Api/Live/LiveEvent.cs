using System.Diagnostics;
using OrleansTwin.Api.Hosting;

namespace OrleansTwin.Api.Live;

internal enum LiveEventKind
{
    /// <summary>The twin's new view.</summary>
    Twin = 0,

    /// <summary>The plant no longer has the twin.</summary>
    Gone = 1,

    /// <summary>The alarms at or below the twin.</summary>
    Alarms = 2,
}

/// <summary>
/// One change of what is watched, with the JSON that every subscriber is sent. Sequences rise by one over all of this process.
/// </summary>
internal sealed record LiveEvent(long Sequence, LiveEventKind Kind, string Topic, ReadOnlyMemory<byte> Json)
{
    /// <summary>When it was recorded (<see cref="Stopwatch"/>).</summary>
    public long Since { get; } = Stopwatch.GetTimestamp();
}

/// <summary>
/// Data of the event <c>gap</c>: changes were left out, and the views that follow are the present ones. Reason <c>slow</c>: this
/// reader was slower than the twins, <paramref name="Skipped"/> changes were overtaken by newer ones; <c>restarted</c>: the
/// gateway is another process than the one that gave the last event id; <c>expired</c>: that event is too old.
/// </summary>
public sealed record LiveGap(string Reason, long? Skipped);

/// <summary>Data of the event <c>gone</c>.</summary>
public sealed record LiveGone(string TwinId);

/// <summary>
/// Data of the event <c>alarms</c>: those at or below a twin that are not normal, newest first; <paramref name="HasMore"/>: there
/// are more than are told here.
/// </summary>
public sealed record LiveAlarms(string TwinId, IReadOnlyList<AlarmView> Alarms, bool HasMore);

/// <summary>What can be watched by name: a twin is its id, and the alarms at or below it stand beside it.</summary>
internal static class LiveTopic
{
    /// <summary>Ids of twins have no colon.</summary>
    private const string Alarms = "alarms:";

    public static string AlarmsOf(string twinId) => Alarms + twinId;

    /// <summary>Whose alarms the topic is; null: it is a twin.</summary>
    public static string? AlarmTwinOf(string topic) =>
        topic.StartsWith(Alarms, StringComparison.Ordinal) ? topic[Alarms.Length..] : null;
}

/// <summary>
/// An event id, <c>epoch-sequence</c>: the epoch names the process, so that a number of an earlier one is not taken for one of
/// ours.
/// </summary>
internal readonly record struct LiveEventId(string Epoch, long Sequence)
{
    public override string ToString() => $"{Epoch}-{Sequence}";

    /// <summary>Null when it is no event id; then the feed starts anew.</summary>
    public static LiveEventId? Parse(string? text) =>
        text?.Split('-') is [{ Length: > 0 } epoch, var number]
        && long.TryParse(number, System.Globalization.NumberStyles.None, null, out var sequence)
            ? new LiveEventId(epoch, sequence)
            : null;
}
