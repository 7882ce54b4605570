using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Health.Live;
using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Runtime.Health;

/// <summary>From a machine's health to what the gateway says of it.</summary>
internal static class HealthViews
{
    public static HealthView Of(string machineId, MachineHealth health) => new(
        health.Condition,
        health.Score is { } score && double.IsFinite(score.Score) ? score.Score : null,
        health.Score?.Limit,
        [.. health.Shares.Select(share => new HealthSignal($"{machineId}/{share.Signal}", share.Share, share.Deviation))],
        health.MinuteTicks == 0 ? null : Times.Of(health.MinuteTicks + Buckets.WidthTicks),
        health.Missing.Length == 0 ? null : health.Missing,
        health.Record is { } record ? Of(record, health) : null)
    {
        Causes = [.. (health.Causes?.Ranked ?? []).Select(cause => new HealthCause(
            cause.AssetId, cause.Name, cause.Kind, Times.Of(cause.AtTicks), cause.Score, cause.Evidence))],
        ModelHistory = [.. health.History.Events.Reverse().Select(item => new HealthModelEvent(
            item.Version, item.Kind, Times.Of(item.AtTicks), item.Why))],
        CausesMissing = health.Causes is { Missing.Length: > 0 } causes ? causes.Missing : null,
    };

    private static HealthModel Of(ModelRecord record, MachineHealth health) => new(
        health.History.Version, record.Data, record.Rows, record.Split, record.Domain, record.IntendedUse,
        Times.Of(record.CalibratedTicks), health.Flagged.Length == 0 ? null : health.Flagged, health.History.FaultsFound,
        health.History.FalseAlerts);
}
