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
        health.Record is { } record ? Of(record) : null)
    {
        Causes = [.. (health.Causes?.Ranked ?? []).Select(cause => new HealthCause(
            cause.AssetId, cause.Name, cause.Kind, Times.Of(cause.AtTicks), cause.Score, cause.Evidence))],
        CausesMissing = health.Causes is { Missing.Length: > 0 } causes ? causes.Missing : null,
    };

    private static HealthModel Of(ModelRecord record) => new(
        record.Data, record.Rows, record.Split, record.Domain, record.IntendedUse, Times.Of(record.CalibratedTicks));
}
