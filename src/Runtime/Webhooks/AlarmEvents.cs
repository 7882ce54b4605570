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

/// <summary>From changes of alarms to events that others are told.</summary>
internal static class AlarmEvents
{
    /// <summary>The same change has the same id whenever it is folded.</summary>
    /// <param name="machineId">Whose alarm it is.</param>
    /// <param name="row">What happened.</param>
    public static OutboxEvent Of(string machineId, in AlarmRow row)
    {
        var (place, change) = (row.Place, row.Change);
        var twinId = place.Sensor.Length == 0 ? machineId : $"{machineId}/{place.Sensor}";
        var kind = KindOf(change.To);
        var told = new AlarmEvent(kind, Times.Of(change.AtTicks), AlarmViews.Of(twinId, row));
        var name = string.Create(
            CultureInfo.InvariantCulture, $"{twinId}:{place.Source}:{row.Number}:{change.AtTicks}:{change.To}");
        return new OutboxEvent(
            $"alarm_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16))}",
            kind, change.AtTicks, JsonSerializer.Serialize(told, ApiJsonOptions.Shared));
    }

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
