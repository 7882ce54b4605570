using OrleansTwin.Twins.Sensors;

namespace OrleansTwin.Api.Hosting;

/// <summary>
/// Alarms at or below a twin (null: the whole plant); <paramref name="IsActive"/> null: standing and returned ones.
/// </summary>
public sealed record AlarmQuery(string? TwinId, bool? IsActive, int Limit, string? Cursor);

/// <summary>
/// A limit alarm of a sensor. <paramref name="Value"/> is the value that raised it, <paramref name="Limit"/> the limit it
/// crossed, both in the sensor's unit. <paramref name="ClearedAt"/> null: it stands. Priority 1 is the highest.
/// </summary>
public sealed record AlarmView(
    string TwinId,
    string Name,
    LimitState LimitState,
    int Priority,
    double Value,
    double Limit,
    string Unit,
    DateTimeOffset RaisedAt,
    DateTimeOffset? ClearedAt);
