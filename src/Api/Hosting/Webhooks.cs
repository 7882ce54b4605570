namespace OrleansTwin.Api.Hosting;

/// <summary>
/// What a webhook is sent (Standard Webhooks): <paramref name="Type"/> says what happened, as <c>alarm.raised</c>, and when, and
/// <paramref name="Data"/> is the alarm's change.
/// </summary>
public sealed record AlarmEvent(string Type, DateTimeOffset Timestamp, AlarmChangeView Data)
{
    /// <summary>It came while more alarms were raised than people can follow.</summary>
    public bool IsInFlood { get; init; }
}

/// <summary>What a webhook is sent where a flood of alarms has begun, <c>alarm.flood-began</c>, or ended.</summary>
public sealed record AlarmFloodEvent(string Type, DateTimeOffset Timestamp, AlarmFloodView Data);

/// <summary>
/// More alarms than people can follow: how many were <paramref name="Raised"/> so far, with the ten minutes that led to it.
/// <paramref name="Until"/> null: it lasts.
/// </summary>
public sealed record AlarmFloodView(DateTimeOffset Since, DateTimeOffset? Until, int Raised);

/// <summary>
/// How telling somebody by webhook does. Counts of what was <paramref name="Delivered"/> and of attempts that
/// <paramref name="Failed"/> are those since its process began; <paramref name="Undelivered"/> events were given up and are kept.
/// <paramref name="Failure"/> null: the last attempt succeeded, or there was none.
/// </summary>
public sealed record WebhookView(
    string Name,
    string Host,
    long Delivered,
    long Failed,
    long Waiting,
    DateTimeOffset? OldestWaiting,
    long Undelivered,
    string? Failure,
    DateTimeOffset? NextAttempt)
{
    /// <summary>Events that came in a flood of alarms and were not grave enough, since its process began.</summary>
    public long KeptBack { get; init; }
}

/// <summary>An event that a webhook was not told of: what it was, and why it was given up.</summary>
public sealed record UndeliveredView(
    string Webhook, string EventId, string Type, DateTimeOffset At, DateTimeOffset GivenUpAt, string Reason);

/// <summary>What came of telling again what was given up.</summary>
public sealed record WebhookRetry(string Name, int Delivered, int Undelivered, string? Failure);
