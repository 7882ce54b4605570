namespace OrleansTwin.Api.Hosting;

/// <summary>
/// What a webhook is sent (Standard Webhooks): <paramref name="Type"/> says what happened, as <c>alarm.raised</c>, and when, and
/// <paramref name="Data"/> is the alarm's change.
/// </summary>
public sealed record AlarmEvent(string Type, DateTimeOffset Timestamp, AlarmChangeView Data);

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
    DateTimeOffset? NextAttempt);

/// <summary>An event that a webhook was not told of: what it was, and why it was given up.</summary>
public sealed record UndeliveredView(
    string Webhook, string EventId, string Type, DateTimeOffset At, DateTimeOffset GivenUpAt, string Reason);

/// <summary>What came of telling again what was given up.</summary>
public sealed record WebhookRetry(string Name, int Delivered, int Undelivered, string? Failure);
