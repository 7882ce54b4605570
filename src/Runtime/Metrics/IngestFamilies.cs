using System.Text.Json;
using OrleansTwin.Diagnostics;
using OrleansTwin.Ingest.Http;
using OrleansTwin.Ingest.Rejects;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Runtime.Hosting;

namespace OrleansTwin.Runtime.Metrics;

/// <summary>The metrics of the way in: sources, queue, decoding, commits.</summary>
internal static class IngestFamilies
{
    public static IEnumerable<MetricFamily> Of(PlantIngest ingest)
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
}
