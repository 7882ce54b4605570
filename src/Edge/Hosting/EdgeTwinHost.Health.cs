using OrleansTwin.Api.Hosting;
using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Ingest.Rejects;
using OrleansTwin.Ingest.Sources;

namespace OrleansTwin.Edge.Hosting;

/// <content>Health and metrics.</content>
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

    public MetricsSnapshot ReadMetrics() =>
        new([.. IngestFamilies(), .. TwinFamilies(), .. StoreFamilies(), .. ProcessFamilies()]);

    private IEnumerable<MetricFamily> IngestFamilies()
    {
        var metrics = ingest.Pipeline.Metrics;
        yield return Counter("orleanstwin_messages_received_total", "Messages queued by sources.", metrics.MessagesReceived);
        yield return Counter("orleanstwin_received_bytes_total", "Bytes of those messages.", metrics.BytesReceived);
        yield return Counter("orleanstwin_values_decoded_total", "Values found in messages.", metrics.ValuesDecoded);
        yield return Counter("orleanstwin_values_unknown_total", "Values whose tag no sensor has.", metrics.ValuesUnknown);
        yield return Counter("orleanstwin_samples_committed_total", "Samples in the journal.", metrics.SamplesCommitted);
        yield return Counter("orleanstwin_batches_committed_total", "Journal batches.", metrics.BatchesCommitted);
        yield return Counter(
            "orleanstwin_commit_failures_total", "Commits that failed and are tried again.", metrics.CommitFailures);
        yield return Counter(
            "orleanstwin_messages_duplicate_total", "Messages recognised as sent before.", metrics.DuplicateMessages);
        yield return Counter(
            "orleanstwin_values_within_deadband_total", "Values not recorded within the deadband.", metrics.WithinDeadband);
        yield return Counter(
            "orleanstwin_backpressure_seconds_total",
            "Time that sources waited for room in the queue.",
            metrics.BackpressureTime.TotalSeconds);
        yield return Gauge("orleanstwin_queue_messages", "Messages that wait to be decoded.", metrics.QueueMessagesNow);
        yield return Gauge("orleanstwin_queue_bytes", "Bytes that wait to be decoded.", metrics.QueueBytesNow);
        yield return new MetricFamily(
            "orleanstwin_values_rejected_total",
            "Values and payloads refused, by reason.",
            MetricKind.Counter,
            [
                .. metrics.RejectedByReason.Select((count, reason) => (count, reason)).Where(pair => pair.reason > 0)
                    .Select(pair => new MetricPoint(
                        [new MetricLabel("reason", ReasonWords.Of((RejectReason)pair.reason))], pair.count)),
            ]);
        yield return new MetricFamily(
            "orleanstwin_source_messages_total",
            "Messages received, by source.",
            MetricKind.Counter,
            [.. ingest.Sources.Select(
                source => new MetricPoint([new MetricLabel("source", source.Name)], source.Status.Messages))]);
    }

    private IEnumerable<MetricFamily> TwinFamilies()
    {
        var runtime = engine.Runtime;
        yield return Gauge("orleanstwin_twins", "Twins of the plant in force.", runtime.Plant.Assets.Count());
        yield return Counter(
            "orleanstwin_samples_folded_total", "Samples folded into twins.", runtime.Lines.Sum(line => line.Samples));
        yield return Counter(
            "orleanstwin_buckets_refolded_total",
            "Buckets folded again for late samples.",
            runtime.Lines.Sum(line => line.Refolds));
        yield return Counter("orleanstwin_alarms_raised_total", "Limit alarms raised.", engine.Alarms.Raised);
        yield return new MetricFamily(
            "orleanstwin_partition_queue",
            "Work that waits, by partition.",
            MetricKind.Gauge,
            [.. runtime.Mailboxes.Select(
                mailbox => new MetricPoint([new MetricLabel("partition", mailbox.Name)], mailbox.Waiting))]);
    }

    private IEnumerable<MetricFamily> StoreFamilies()
    {
        var counters = engine.Store.ReadCounters();
        yield return Counter(
            "orleanstwin_journal_commits_total", "Transactions that made batches durable.", counters.JournalCommits);
        yield return Counter("orleanstwin_journal_bytes_total", "Bytes appended to the journal.", counters.JournalBytesAppended);
        yield return Gauge("orleanstwin_journal_batches_after_checkpoint", "Batches that a restart would replay.",
            counters.LastSequence - counters.CheckpointCursor);
        yield return Counter("orleanstwin_checkpoints_total", "Checkpoints written.", counters.Checkpoints);
        yield return Gauge(
            "orleanstwin_checkpoint_seconds", "Duration of the last checkpoint.", counters.LastCheckpointDuration.TotalSeconds);
        yield return Counter("orleanstwin_dead_letters_total", "Input that could not be used.", engine.Store.DeadLetters.Total);
    }

    private static IEnumerable<MetricFamily> ProcessFamilies()
    {
        var memory = GC.GetGCMemoryInfo();
        yield return Gauge("orleanstwin_process_resident_bytes", "Memory of the process.", Environment.WorkingSet);
        yield return Gauge("orleanstwin_process_heap_bytes", "Managed heap after the last collection.", memory.HeapSizeBytes);
        yield return Gauge(
            "orleanstwin_process_committed_bytes", "Memory that the managed heap holds.", memory.TotalCommittedBytes);
        yield return Counter(
            "orleanstwin_process_allocated_bytes_total", "Allocated since the start.", GC.GetTotalAllocatedBytes());
        yield return Counter(
            "orleanstwin_process_full_collections_total", "Collections of all generations.", GC.CollectionCount(2));
    }

    private static MetricFamily Counter(string name, string help, double value) =>
        MetricFamily.Of(name, help, MetricKind.Counter, value);

    private static MetricFamily Gauge(string name, string help, double value) =>
        MetricFamily.Of(name, help, MetricKind.Gauge, value);
}
