namespace OrleansTwin.Api.Hosting;

/// <summary>
/// <paramref name="IsAlive"/>: false asks the supervisor to restart the process. <paramref name="IsReady"/>: false asks to be
/// sent no traffic for now.
/// </summary>
public sealed record HealthReport(bool IsAlive, bool IsReady, IReadOnlyList<HealthCheck> Checks);

/// <summary>
/// One part's state: journal, checkpoint, MQTT source, partition queues ... <paramref name="Detail"/> names the cause of a
/// trouble, <paramref name="Remedy"/> what to do about it; null where all is well.
/// </summary>
public sealed record HealthCheck(string Part, bool IsHealthy, string Detail, string? Remedy = null);
