using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Store;
using OrleansTwin.Twins.Alarms;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Sensors;

namespace OrleansTwin.Runtime.Answers;

/// <summary>From alarms to what the gateway says of them.</summary>
internal static class AlarmViews
{
    /// <summary>One name for an alarm; twin ids have no colon.</summary>
    public static string IdOf(string twinId, AlarmSource source) => $"{twinId}:{source}";

    public static AlarmReference ReferenceOf(string alarmId)
    {
        var at = alarmId.LastIndexOf(':');
        return new AlarmReference(alarmId[..at], Enum.Parse<AlarmSource>(alarmId[(at + 1)..]));
    }

    public static AlarmView Of(AlarmEntry alarm)
    {
        var sensor = alarm.Asset as SensorAsset;
        var limit = LimitOf(alarm.Source, alarm.Level);
        return new AlarmView(
            alarm.Asset.Id,
            alarm.Asset.Name,
            alarm.Source,
            alarm.State,
            limit,
            alarm.Priority,
            alarm.Value,
            BoundOf(alarm, limit),
            alarm.Source == AlarmSource.Stale ? "s" : sensor?.Unit ?? "",
            Times.OrNull(alarm.RaisedTicks),
            alarm.ReturnedTicks is { } returned ? Times.Of(returned) : null,
            Times.Of(alarm.ChangedTicks),
            alarm.AcknowledgedBy.Length > 0
                ? new AlarmAcknowledgement(alarm.AcknowledgedBy, OrNull(alarm.AcknowledgeComment))
                : null,
            alarm.CoveredBy.Length > 0
                ? new AlarmCover(alarm.CoveredBy, OrNull(alarm.CoverReason), Times.OrNull(alarm.ShelvedUntilTicks))
                : null);
    }

    public static AlarmChangeView Of(string twinId, in AlarmRow row)
    {
        var change = row.Change;
        return new AlarmChangeView(
            Times.Of(change.AtTicks), twinId, row.Place.Source, row.Priority, change.From, change.To,
            LimitOf(row.Place.Source, change.Level), change.Value, OrNull(change.User), OrNull(change.Comment));
    }

    public static AlarmKpiAnswer Of(AlarmKpiQuery query, AlarmSystemKpis kpis, AlarmGoals goals) => new(
        Times.Of(query.FromTicks),
        Times.Of(query.ToTicks),
        query.Operators,
        kpis.Raises,
        kpis.PerOperatorHour,
        goals.PerOperatorHourGoal,
        goals.PerOperatorHourManageable,
        kpis.PeakInTenMinutes,
        kpis.Floods,
        kpis.FloodShare,
        [.. kpis.Standing.Select(raise => ReferenceOf(raise.AlarmId))],
        [.. kpis.Chattering.Select(ReferenceOf)],
        [.. kpis.Top.Select(Of)],
        kpis.TopShare,
        kpis.ByPriority);

    private static AlarmContribution Of(AlarmContributor top)
    {
        var (twin, source) = ReferenceOf(top.AlarmId);
        return new AlarmContribution(twin, source, top.Raises, top.Share);
    }

    /// <summary>What the value went beyond; where it is no single number, the value itself.</summary>
    private static double BoundOf(AlarmEntry alarm, LimitState crossed) => (alarm.Source, alarm.Asset) switch
    {
        (AlarmSource.Limit, SensorAsset { Limits: { } limits }) => Limits.CrossedBy(crossed, limits) ?? alarm.Value,
        (AlarmSource.Stale, SensorAsset sensor) => TimeSpan.FromTicks(sensor.StaleTicks).TotalSeconds,
        _ => alarm.Value,
    };

    private static LimitState LimitOf(AlarmSource source, byte level) =>
        source == AlarmSource.Limit ? (LimitState)level : LimitState.Normal;

    private static string? OrNull(string text) => text.Length > 0 ? text : null;
}
