namespace OrleansTwin.Store;

/// <summary>Who did what, append only.</summary>
public interface IAuditLog
{
    /// <summary>Appends an entry, durable when this returns with its id.</summary>
    ValueTask<long> AppendAsync(
        long atTicks, string actor, string action, string subject, string? detail = null,
        CancellationToken cancellation = default);

    /// <summary>Newest first, those with an id below <paramref name="beforeId"/>, at most <paramref name="limit"/>.</summary>
    ValueTask<IReadOnlyList<AuditEntry>> ReadAsync(
        int limit, long beforeId = long.MaxValue, CancellationToken cancellation = default);
}

/// <summary>One audited step. <paramref name="Subject"/> is what it was done to (a twin id, a tag, the plant).</summary>
public sealed record AuditEntry(long Id, long AtTicks, string Actor, string Action, string Subject, string? Detail);
