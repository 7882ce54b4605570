using System.Text.Json.Serialization;

namespace OrleansTwin.Api.Hosting;

/// <summary>
/// Stored things that were found damaged and set aside: how many ever, how many of them are accepted as lost (the oldest), and
/// the newest of all.
/// </summary>
public sealed record DamageReport(long Count, long Accepted, IReadOnlyList<DamageItem> Items);

/// <summary>
/// Something stored that differs from what was written. <paramref name="TwinId"/>: the twin or sensor whose it was; null: not of
/// one alone. <paramref name="From"/> to <paramref name="To"/> is the stretch of time that is affected, where there is one.
/// </summary>
public sealed record DamageItem(string Kind, string? TwinId, DateTimeOffset? From, DateTimeOffset? To, string Detail);

/// <summary>
/// Accepts what is lost. <paramref name="Count"/> is that of the report that was looked at, so that nothing is accepted unseen.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record DamageAcceptance(long Count, string? Note = null);
