namespace OrleansTwin.Store;

/// <summary>Something that others are to be told of, at least once.</summary>
/// <param name="Id">The same whenever it is told again.</param>
/// <param name="Kind">What happened, as <c>alarm.raised</c>.</param>
/// <param name="AtTicks">When.</param>
/// <param name="Body">What they are told: JSON.</param>
public sealed record OutboxEvent(string Id, string Kind, long AtTicks, string Body);

/// <summary>An event in its place: events are told in the order of their positions.</summary>
public readonly record struct OutboxEntry(long Position, OutboxEvent Event);

/// <summary>An event that a target was not told of, since it would not take it.</summary>
/// <param name="Number">Counts them.</param>
/// <param name="Target">Who was to be told.</param>
/// <param name="Event">Of what.</param>
/// <param name="GivenUpTicks">When it was given up.</param>
/// <param name="Reason">What was tried, and what came of it.</param>
public sealed record Undelivered(long Number, string Target, OutboxEvent Event, long GivenUpTicks, string Reason);

/// <summary>What waits for a target.</summary>
/// <param name="Waiting">Events that it was not told of yet.</param>
/// <param name="OldestTicks">When the oldest of them happened; null: there is none.</param>
/// <param name="Undelivered">Those that were given up.</param>
public readonly record struct OutboxBacklog(long Waiting, long? OldestTicks, long Undelivered);

/// <summary>
/// Events that others are to be told of. They are written with the checkpoint that has what they tell, so that neither is ever
/// there without the other; an event goes when every target has been told of it.
/// </summary>
public interface IOutbox
{
    /// <summary>True: there are targets, for whom checkpoints keep events.</summary>
    bool IsOn { get; }

    /// <summary>
    /// Events that were dropped since the store was opened, before every target was told: there were more than
    /// <see cref="StoreOptions.OutboxEventsMax"/>.
    /// </summary>
    long Dropped { get; }

    /// <summary>The newest event's position, as far as is known since the store was opened; 0: there was none.</summary>
    long Newest { get; }

    /// <summary>
    /// Keeps events for these targets from now on, and nothing for others: what waited for one that is not named is forgotten. A
    /// new one begins behind what there is.
    /// </summary>
    /// <returns>Up to which position each has been told.</returns>
    ValueTask<IReadOnlyDictionary<string, long>> OpenAsync(
        IReadOnlyCollection<string> targets, CancellationToken cancellation = default);

    /// <summary>Events behind a position, in order; fewer than <paramref name="limit"/>: there are no more.</summary>
    ValueTask<IReadOnlyList<OutboxEntry>> ReadAsync(long position, int limit, CancellationToken cancellation = default);

    /// <summary>A target has been told of everything up to a position, but for what was given up.</summary>
    ValueTask MoveAsync(
        string target, long position, IReadOnlyList<Undelivered> givenUp, CancellationToken cancellation = default);

    ValueTask<OutboxBacklog> LookAsync(string target, long position, CancellationToken cancellation = default);

    /// <summary>What was given up, newest first; of one target, or of all (null).</summary>
    ValueTask<IReadOnlyList<Undelivered>> ReadUndeliveredAsync(
        string? target, int limit, CancellationToken cancellation = default);

    /// <summary>Forgets what was given up, since it has been told after all.</summary>
    ValueTask ForgetUndeliveredAsync(long number, CancellationToken cancellation = default);
}
