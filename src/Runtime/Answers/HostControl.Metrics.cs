using System.Text.Json;
using OrleansTwin.Diagnostics;
using OrleansTwin.Ingest.Http;
using OrleansTwin.Ingest.Rejects;
using OrleansTwin.Runtime.Engine;

namespace OrleansTwin.Runtime.Answers;

/// <content>Metrics of the whole process, the gateway's own left out.</content>
internal sealed partial class HostControl
{
    public IReadOnlyList<MetricFamily> ReadMetrics() =>
        [.. IngestFamilies(), .. TwinFamilies(), .. StoreFamilies(), .. ProcessFamilies()];

    private IEnumerable<MetricFamily> IngestFamilies()
    {
        var (layer, metrics) = (MetricLayer.Ingest, ingest.Pipeline.Metrics);
        yield return layer.Counter(
            "orleanstwin_source_messages_total", "{message}", "Messages received, by source.",
            ingest.Sources.Select(source => new MetricPoint("source", source.Name, source.Status.Messages)));
        yield return layer.Counter(
            "orleanstwin_messages_received_total", "{message}", "Messages queued by sources.", metrics.MessagesReceived);
        yield return layer.Counter("orleanstwin_received_bytes_total", "By", "Bytes of those messages.", metrics.BytesReceived);
        yield return layer.Counter(
            "orleanstwin_messages_duplicate_total", "{message}", "Messages recognised as sent before.",
            metrics.DuplicateMessages);
        yield return layer.Gauge(
            "orleanstwin_queue_messages", "{message}", "Messages that wait to be decoded.", metrics.QueueMessagesNow);
        yield return layer.Gauge("orleanstwin_queue_bytes", "By", "Bytes that wait to be decoded.", metrics.QueueBytesNow);
        yield return layer.Counter(
            "orleanstwin_backpressure_seconds_total", "s", "Time that sources waited for room in the queue.",
            metrics.BackpressureTime.TotalSeconds);
        yield return layer.Counter(
            "orleanstwin_busy_answers_total", "{message}", "Messages refused because the queue was full.", metrics.BusyAnswers);
        yield return layer.Counter(
            "orleanstwin_bodies_over_limit_total", "{body}", "Posted bodies turned away by a limit, by limit.",
            ingest.Http.OverLimit.All.Select(each => new MetricPoint("limit", each.Limit, each.Bodies)));
        yield return layer.Counter(
            "orleanstwin_values_decoded_total", "{value}", "Values found in messages.", metrics.ValuesDecoded);
        yield return layer.Counter(
            "orleanstwin_values_unknown_total", "{value}", "Values whose tag no sensor has.", metrics.ValuesUnknown);
        yield return layer.Counter(
            "orleanstwin_unknown_tags_forgotten_total", "{tag}", "Unknown tags that gave way to newer ones.",
            ingest.Pipeline.UnknownTags.Overflow);
        yield return layer.Counter(
            "orleanstwin_route_restarts_total", "{restart}", "Times that the table of topics and tags was full and started anew.",
            metrics.RouteRestarts);
        yield return layer.Counter(
            "orleanstwin_values_rejected_total", "{value}", "Values and payloads refused, by reason.",
            metrics.RejectedByReason.Select((count, reason) => (count, reason)).Where(pair => pair.reason > 0)
                .Select(pair => new MetricPoint("reason", ReasonWords.Of((RejectReason)pair.reason), pair.count)));
        yield return layer.Counter(
            "orleanstwin_values_within_deadband_total", "{value}", "Values not recorded within the deadband.",
            metrics.WithinDeadband);
        var latencies = ingest.Pipeline.Latencies;
        yield return layer.Latency(
            "orleanstwin_queue_wait_seconds", "From a message's queueing to its decoding.", latencies.QueueWait);
        yield return layer.Counter(
            "orleanstwin_posted_bodies_total", "{body}", "Posted bodies, by what became of them.",
            ingest.Http.Outcomes.Select((count, outcome) => new MetricPoint(
                "outcome", JsonNamingPolicy.CamelCase.ConvertName(((TelemetryOutcome)outcome).ToString()), count)));
        yield return layer.Gauge(
            "orleanstwin_posted_bodies_waiting", "{body}", "Posted bodies that are read or wait for their commit.",
            ingest.Http.Waiting);
        yield return layer.Counter(
            "orleanstwin_history_imported_total", "{sample}", "Samples imported from files.", ingest.Import.Samples);
        yield return layer.Counter(
            "orleanstwin_history_import_refused_total", "{line}",
            "Lines of imported files, or values in them, refused, by reason.",
            ingest.Import.Refused.Select(each => new MetricPoint("reason", ReasonWords.Of(each.Reason), each.Count)));
        yield return layer.Latency("orleanstwin_decode_seconds", "Decoding of one batch.", latencies.Decode);
        yield return layer.Latency(
            "orleanstwin_commit_seconds", "One batch from its closing to its commit, dispatch included.", latencies.Commit);
        yield return layer.Counter(
            "orleanstwin_samples_committed_total", "{sample}", "Samples in the journal.",
            metrics.SamplesCommitted + ingest.Import.Samples);
        yield return layer.Counter(
            "orleanstwin_batches_committed_total", "{batch}", "Journal batches.", metrics.BatchesCommitted);
        yield return layer.Counter(
            "orleanstwin_commit_failures_total", "{batch}", "Commits that failed and are tried again.", metrics.CommitFailures);
    }

    private IEnumerable<MetricFamily> TwinFamilies()
    {
        var (layer, runtime) = (MetricLayer.Edge, engine.Runtime);
        yield return layer.Gauge("orleanstwin_twins", "{twin}", "Twins of the plant in force.", runtime.Plant.Assets.Count());
        yield return layer.Counter(
            "orleanstwin_samples_folded_total", "{sample}", "Samples folded into twins.",
            runtime.Lines.Sum(line => line.Samples));
        yield return layer.Latency(
            "orleanstwin_journal_append_seconds", "One batch from the journal's queue to the disk.", engine.Latencies.Append);
        yield return layer.Latency(
            "orleanstwin_dispatch_seconds", "Handing one batch to its partitions.", engine.Latencies.Dispatch);
        yield return layer.Latency(
            "orleanstwin_fold_seconds", "A partition's part of one batch, refolds included.", runtime.Folding);
        yield return layer.Latency(
            "orleanstwin_climb_seconds", "Reports of one part of a batch from the line to the root.", runtime.Trunk.Climbing);
        yield return layer.Latency(
            "orleanstwin_receipt_to_view_seconds",
            "From the receipt of a batch's first message until all twins up to the root show the batch.",
            runtime.Trunk.Showing);
        yield return layer.Latency(
            "orleanstwin_checkpoint_seconds", "A checkpoint, from its cut to its commit.", engine.Latencies.Checkpoint);
        yield return layer.Counter(
            "orleanstwin_buckets_refolded_total", "{bucket}", "Buckets folded again for late samples.",
            runtime.Lines.Sum(line => line.Refolds));
        yield return layer.Counter(
            "orleanstwin_refolds_declined_total", "{bucket}", "Buckets left as they are, their samples gone or damaged.",
            runtime.Lines.Sum(line => line.Machines.Sum(machine => machine.Twin.RefoldsDeclined)));
        yield return layer.Counter(
            "orleanstwin_alarms_raised_total", "{alarm}", "Limit alarms raised.", engine.Alarms.Raised);
        yield return layer.Gauge(
            "orleanstwin_partitions_stopped", "{partition}", "Partitions that a defect has stopped.",
            runtime.Mailboxes.Count(mailbox => mailbox.Fault is not null));
        yield return layer.Counter(
            "orleanstwin_twin_reloads_total", "{reload}", "Times that the twins were loaded again after a partition had stopped.",
            engine.Recovery.Reloads);
        yield return layer.Gauge(
            "orleanstwin_partition_queue", "{item}", "Work that waits, by partition.",
            runtime.Mailboxes.Select(mailbox => new MetricPoint("partition", mailbox.Name, mailbox.Waiting)));
    }

    private IEnumerable<MetricFamily> StoreFamilies()
    {
        var (layer, counters) = (MetricLayer.Store, engine.Store.ReadCounters());
        yield return layer.Counter(
            "orleanstwin_journal_commits_total", "{transaction}", "Transactions that made batches durable.",
            counters.JournalCommits);
        yield return layer.Counter(
            "orleanstwin_journal_bytes_total", "By", "Bytes appended to the journal.", counters.JournalBytesAppended);
        yield return layer.Gauge(
            "orleanstwin_journal_held_bytes", "By", "Bytes of the journal's limit that wait for a checkpoint.",
            counters.JournalBytesHeld);
        yield return layer.Gauge(
            "orleanstwin_journal_batches_after_checkpoint", "{batch}", "Batches that a restart would replay.",
            counters.LastSequence - counters.CheckpointCursor);
        yield return layer.Counter("orleanstwin_checkpoints_total", "{checkpoint}", "Checkpoints written.", counters.Checkpoints);
        yield return layer.Gauge(
            "orleanstwin_store_writes_waiting", "{write}", "Writes that wait for the store's writer.", counters.WritesWaiting);
        yield return layer.Gauge(
            "orleanstwin_store_write_bytes_waiting", "By", "Bytes of batches that wait for the store's writer.",
            counters.WriteBytesWaiting);
        yield return layer.Counter(
            "orleanstwin_store_writes_held_up_total", "{write}", "Writes that waited for a place in their queue.",
            counters.WritesHeldUp);
        yield return layer.Gauge(
            "orleanstwin_store_reads_waiting", "{read}", "Reads that wait for a connection.", counters.ReadsWaiting);
        yield return layer.Counter(
            "orleanstwin_store_reads_waited_total", "{read}", "Reads that had to wait for a connection.", counters.ReadsWaited);
        yield return layer.Counter(
            "orleanstwin_store_writes_failed_total", "{write}", "Writes that the store could not make.", counters.WritesFailed);
        yield return layer.Gauge(
            "orleanstwin_history_buffered_samples", "{sample}", "Samples that wait for a checkpoint.", counters.BufferedSamples);
        yield return layer.Counter(
            "orleanstwin_history_chunks_written_total", "{chunk}", "History chunks written.", counters.ChunksWritten);
        yield return layer.Counter(
            "orleanstwin_history_chunks_merged_total", "{chunk}", "Small history chunks merged away.", counters.ChunksMerged);
        yield return layer.Counter(
            "orleanstwin_history_dropped_total", "{row}", "Chunks and aggregates let go for their age or for room.",
            counters.HistoryDropped);
        yield return layer.Counter(
            "orleanstwin_history_too_late_total", "{sample}", "Samples of a time of which none are kept any more, refused.",
            counters.SamplesTooLate);
        yield return layer.Counter(
            "orleanstwin_damage_total", "{thing}", "Stored things found damaged and set aside.", counters.DamageFound);
        yield return layer.Counter(
            "orleanstwin_damage_accepted_total", "{thing}", "Damaged things that somebody accepted as lost.",
            counters.DamageAccepted);
        yield return layer.Gauge(
            "orleanstwin_ledger_rows_pending", "{row}", "Ledger rows that wait for a checkpoint.", counters.PendingRows);
        yield return layer.Counter(
            "orleanstwin_receipts_forgotten_total", "{receipt}", "Receipts that made room for newer ones.",
            counters.ReceiptsForgotten);
        yield return layer.Counter(
            "orleanstwin_dead_letters_total", "{letter}", "Input that could not be used.", engine.Store.DeadLetters.Total);
    }

    private IEnumerable<MetricFamily> ProcessFamilies()
    {
        var (layer, memory) = (MetricLayer.Edge, GC.GetGCMemoryInfo());
        _clock.Look();
        yield return layer.Counter(
            "orleanstwin_clock_steps_total", "{step}", "Times that the system's clock was set by two seconds or more.",
            _clock.Steps);
        yield return layer.Gauge("orleanstwin_process_resident_bytes", "By", "Memory of the process.", Environment.WorkingSet);
        yield return layer.Gauge(
            "orleanstwin_process_heap_bytes", "By", "Managed heap after the last collection.", memory.HeapSizeBytes);
        yield return layer.Gauge(
            "orleanstwin_process_committed_bytes", "By", "Memory that the managed heap holds.", memory.TotalCommittedBytes);
        yield return layer.Counter(
            "orleanstwin_process_allocated_bytes_total", "By", "Allocated since the start.", GC.GetTotalAllocatedBytes());
        yield return layer.Counter(
            "orleanstwin_process_full_collections_total", "{collection}", "Collections of all generations.",
            GC.CollectionCount(2));
    }
}
