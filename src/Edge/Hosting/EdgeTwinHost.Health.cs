using OrleansTwin.Api.Hosting;
using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Ingest.Sources;

namespace OrleansTwin.Edge.Hosting;

/// <content>Health.</content>
internal sealed partial class EdgeTwinHost
{
    public Task<HealthReport> CheckHealthAsync(CancellationToken cancellation)
    {
        var checks = new List<HealthCheck>();
        foreach (var mailbox in engine.Runtime.Mailboxes)
        {
            checks.Add(new HealthCheck(
                $"partition {mailbox.Name}", mailbox.Fault is null, mailbox.Fault?.Message ?? $"{mailbox.Waiting} waiting"));
        }

        var pipeline = ingest.Pipeline.Status;
        var isAlive = checks.All(check => check.IsHealthy) && !ingest.HasFailed;
        var isTaking = pipeline.State == PipelineState.Running;
        checks.Add(new HealthCheck("journal", isTaking, pipeline.LastError ?? pipeline.State.ToString()));
        checks.Add(new HealthCheck("checkpoint", engine.CheckpointFault is null, engine.CheckpointFault?.Message ?? "written"));
        foreach (var status in ingest.Sources.Select(source => source.Status))
        {
            checks.Add(new HealthCheck(
                $"source {status.Name}",
                status.State is SourceState.Running or SourceState.Ended,
                status.LastError ?? status.State.ToString()));
        }

        return Task.FromResult(new HealthReport(isAlive, isAlive && pipeline.State == PipelineState.Running, checks));
    }
}
