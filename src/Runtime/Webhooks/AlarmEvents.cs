using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Json;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Store;
using OrleansTwin.Twins.Alarms;

namespace OrleansTwin.Runtime.Webhooks;

/// <summary>
/// From changes of alarms to events that others are told. It knows when more are raised than people can follow, by the clock of
/// who tells them; not safe to share between threads.
/// </summary>
internal sealed class AlarmEvents(Func<int, string> nameOf, TimeProvider time)
{
    private readonly AlarmFlood _flood = new();

    /// <summary>
    /// Each change is handed in once; where nothing has changed, time has passed. The same change has the same id whenever it is
    /// folded. A flood that lasts when the process begins anew begins anew, too.
    /// </summary>
    public IEnumerable<OutboxEvent> Of(IReadOnlyList<AlarmRow> rows)
    {
        var now = time.GetUtcNow().UtcTicks;
        var (since, raised) = (_flood.SinceTicks, _flood.Raised);
        _flood.Advance(now);
        if (since > 0 && !_flood.IsFlood)
            yield return Of("alarm.flood-ended", now, since, now, raised);
        foreach (var row in rows)
        {
            var wasFlood = _flood.IsFlood;
            if (row.Change.To == AlarmState.UnacknowledgedActive)
                _flood.Raise(now);
            if (_flood.IsFlood && !wasFlood)
                yield return Of("alarm.flood-began", now, _flood.SinceTicks, null, _flood.Raised);
            yield return Of(nameOf(row.MachineKey), row, _flood.IsFlood);
        }
    }

    private static OutboxEvent Of(string kind, long atTicks, long sinceTicks, long? untilTicks, int raised)
    {
        var data = new AlarmFloodView(Times.Of(sinceTicks), untilTicks is { } until ? Times.Of(until) : null, raised);
        var told = new AlarmFloodEvent(kind, Times.Of(atTicks), data);
        return new OutboxEvent(
            IdOf(string.Create(CultureInfo.InvariantCulture, $"{kind}:{sinceTicks}")), kind, atTicks,
            JsonSerializer.Serialize(told, ApiJsonOptions.Shared));
    }

    private static OutboxEvent Of(string machineId, in AlarmRow row, bool isInFlood)
    {
        var (place, change) = (row.Place, row.Change);
        var twinId = place.Sensor.Length == 0 ? machineId : $"{machineId}/{place.Sensor}";
        var kind = KindOf(change.To);
        var told = new AlarmEvent(kind, Times.Of(change.AtTicks), AlarmViews.Of(twinId, row)) { IsInFlood = isInFlood };
        var name = string.Create(
            CultureInfo.InvariantCulture, $"{twinId}:{place.Source}:{row.Number}:{change.AtTicks}:{change.To}");
        return new OutboxEvent(IdOf(name), kind, change.AtTicks, JsonSerializer.Serialize(told, ApiJsonOptions.Shared));
    }

    private static string IdOf(string name) =>
        $"alarm_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16))}";

    private static string KindOf(AlarmState to) => to switch
    {
        AlarmState.Normal => "alarm.normal",
        AlarmState.UnacknowledgedActive => "alarm.raised",
        AlarmState.AcknowledgedActive => "alarm.acknowledged",
        AlarmState.ReturnedUnacknowledged => "alarm.returned",
        AlarmState.LatchedUnacknowledged or AlarmState.LatchedAcknowledged => "alarm.latched",
        AlarmState.Shelved => "alarm.shelved",
        AlarmState.SuppressedByDesign => "alarm.suppressed",
        AlarmState.OutOfService => "alarm.out-of-service",
        _ => throw new ArgumentOutOfRangeException(nameof(to), to, "Expected: a state of alarms."),
    };
}
