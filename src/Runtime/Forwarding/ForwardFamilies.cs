using OrleansTwin.Diagnostics;
using OrleansTwin.Store;

namespace OrleansTwin.Runtime.Forwarding;

/// <summary>The metrics of an Edge's way to the grid.</summary>
internal static class ForwardFamilies
{
    public static IReadOnlyList<MetricFamily> Of(Forwarder forwarder, ITwinStore store)
    {
        var (layer, lane, kept) = (MetricLayer.Edge, forwarder.Lane, store.ReadCounters().JournalBytesKept);
        return
        [
            layer.Counter(
                "orleanstwin_forward_requests_total", "{request}", "Requests with samples that the grid has answered.",
                lane.Calls),
            layer.Counter("orleanstwin_forward_samples_total", "{sample}", "Samples that the grid has taken.", lane.Samples),
            layer.Counter(
                "orleanstwin_forward_retries_total", "{attempt}", "Attempts that failed and were repeated.", lane.Retries),
            layer.Latency(
                "orleanstwin_forward_request_seconds", "A request until what it holds is durable in the grid.", lane.Call),
            layer.Gauge(
                "orleanstwin_forward_backlog_batches", "{batch}", "Durable batches of the journal that the grid does not have.",
                lane.LagBatches),
            layer.Gauge(
                "orleanstwin_forward_lag_seconds", "s", "Since the receipt of the oldest sample that the grid does not have.",
                lane.Lag.TotalSeconds),
            layer.Gauge("orleanstwin_forward_kept_bytes", "By", "Bytes of the journal that are kept for the grid.", kept),
            layer.Counter(
                "orleanstwin_forward_missing_batches_total", "{batch}",
                "Batches that the grid does not have and the journal no longer has.", lane.Missing),
        ];
    }
}
