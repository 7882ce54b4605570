using OrleansTwin.Diagnostics;

namespace OrleansTwin.Runtime.Forwarding;

/// <summary>The metrics of an Edge's way to the grid, whatever it carries.</summary>
internal static class ForwardFamilies
{
    public static IReadOnlyList<MetricFamily> Of(ForwardCounters way)
    {
        var layer = MetricLayer.Edge;
        return
        [
            layer.Counter(
                "orleanstwin_forward_requests_total", "{request}", "Requests with samples or reports that the grid has answered.",
                way.Requests),
            layer.Counter("orleanstwin_forward_samples_total", "{sample}", "Samples that the grid has taken.", way.Samples),
            layer.Counter("orleanstwin_forward_reports_total", "{report}", "Reports that the grid has taken.", way.Reports),
            layer.Counter(
                "orleanstwin_forward_bytes_total", "By", "Bytes of requests to the grid, packed, without what HTTP and TLS add.",
                way.Bytes),
            layer.Counter(
                "orleanstwin_forward_retries_total", "{attempt}", "Attempts that failed and were repeated.", way.Retries),
            layer.Latency(
                "orleanstwin_forward_request_seconds", "A request until what it holds is durable in the grid.", way.Request),
            layer.Gauge(
                "orleanstwin_forward_backlog_batches", "{batch}",
                "Durable batches of the journal that the grid does not have, or not what came of them.", way.BacklogBatches),
            layer.Gauge(
                "orleanstwin_forward_lag_seconds", "s",
                "Since the receipt of the oldest sample that the grid does not have, or since the newest state that it has.",
                way.Lag.TotalSeconds),
            layer.Gauge(
                "orleanstwin_forward_kept_bytes", "By", "Bytes of the journal that are kept for the grid.", way.KeptBytes),
            layer.Counter(
                "orleanstwin_forward_missing_batches_total", "{batch}",
                "Batches that the grid does not have and the journal no longer has.", way.MissingBatches),
        ];
    }
}

/// <summary>What a way to the grid has carried, and how it stands.</summary>
internal readonly record struct ForwardCounters(
    long Requests, long Samples, long Reports, long Bytes, long Retries, LatencyHistogram Request, long BacklogBatches,
    TimeSpan Lag, long KeptBytes, long MissingBatches);
