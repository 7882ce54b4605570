using OrleansTwin.Api.Hosting;
using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Ingest.Sources;

namespace OrleansTwin.Runtime.Answers;

/// <content>Health of the way in: every known trouble with its cause and what to do about it.</content>
internal sealed partial class IngestControl
{
    public Task<HealthReport> CheckHealthAsync(CancellationToken cancellation)
    {
        var isTaking = ingest.Pipeline.Status.State == PipelineState.Running;
        HealthCheck[] checks = [Ingest(), Journal(), ClockCheck(), .. ingest.Sources.Select(item => Source(item.Status))];
        return Task.FromResult(new HealthReport(!ingest.HasFailed, !ingest.HasFailed && isTaking, checks));
    }

    private HealthCheck Ingest() => ingest.HasFailed
        ? new HealthCheck(
            "ingest", false, "The pipeline has ended by a defect; nothing more is taken in.",
            "Restart the process; what was acknowledged is kept. The log has the defect: report it.")
        : new HealthCheck("ingest", true, $"{ingest.Pipeline.Metrics.QueueMessagesNow} messages wait");

    private HealthCheck Journal() => ingest.Pipeline.Status switch
    {
        { State: PipelineState.Paused } paused => new HealthCheck(
            "journal", false,
            $"{paused.LastError} {paused.Attempts} attempts since {Times.Of(paused.PausedSinceTicks):u}.",
            "Make room on the disk or mend what the message names; it goes on by itself, and sources keep what they were not "
            + "acknowledged."),
        { State: PipelineState.Stopped } => new HealthCheck(
            "journal", false, "The pipeline is not running.", "Wait until the process has started, or restart it."),
        _ => new HealthCheck("journal", true, "taking batches"),
    };

    // Told while it is recent: timelines stay ordered, but times written meanwhile are not what a wall clock said.
    private HealthCheck ClockCheck() => Clock.LastStep is { } step
        ? new HealthCheck(
            "clock", false, $"The system's clock was set by {step.By.TotalSeconds:+0.#;-0.#} s at {step.At:u}.",
            "Let a time service keep the clock; this check is well again an hour after the last step.")
        : new HealthCheck("clock", true, "steady");

    private static HealthCheck Source(SourceStatus status) => status.State is SourceState.Running or SourceState.Ended
        ? new HealthCheck($"source {status.Name}", true, status.State.ToString())
        : new HealthCheck(
            $"source {status.Name}", false, status.LastError ?? status.State.ToString(),
            "Check the peer's address, the network and the credentials; it keeps trying.");
}
