using System.Globalization;
using OrleansTwin.Diagnostics;

namespace OrleansTwin.Runtime.Feeds;

/// <summary>The metrics of one feed.</summary>
internal static class FeedFamilies
{
    public static IEnumerable<MetricFamily> Of(string feed, FeedLog log, IReadOnlyList<FeedLane> lanes)
    {
        var layer = MetricLayer.Feeds;
        yield return layer.Counter(
            "orleanstwin_feed_calls_total", "{call}", "Calls that a shard has answered, each with what had come since the last.",
            Each(lane => lane.Calls));
        yield return layer.Counter(
            "orleanstwin_feed_samples_total", "{sample}", "Samples that a shard has taken.", Each(lane => lane.Samples));
        yield return layer.Counter(
            "orleanstwin_feed_retries_total", "{attempt}", "Attempts that failed and were repeated.", Each(lane => lane.Retries));
        yield return layer.Latency(
            "orleanstwin_feed_call_seconds", "A call to a shard until what it holds is durable there.",
            lanes.Select(lane => new MetricPoint(Labels(lane), 0, lane.Call)));
        yield return layer.Gauge(
            "orleanstwin_feed_lag_batches", "{batch}", "Durable batches of the feed that a shard does not have.",
            Each(lane => lane.LagBatches));
        yield return layer.Gauge(
            "orleanstwin_feed_lag_seconds", "s", "Since the receipt of the oldest sample that a shard does not have.",
            Each(lane => lane.Lag.TotalSeconds));
        yield return layer.Counter(
            "orleanstwin_feed_missing_batches_total", "{batch}", "Batches that a shard has lost and the feed no longer has.",
            Each(lane => lane.Missing));
        yield return layer.Counter(
            "orleanstwin_feed_reread_batches_total", "{batch}",
            "Batches read again from the journal for a shard that was behind.",
            [new MetricPoint("feed", feed, log.Rereads)]);
        yield return layer.Gauge(
            "orleanstwin_feed_recent_bytes", "By", "Bytes of durable batches kept in memory for the shards.",
            [new MetricPoint("feed", feed, log.RecentBytes)]);
        yield return layer.Latency(
            "orleanstwin_feed_append_seconds", "One batch from the journal's queue to the disk.",
            [new MetricPoint("feed", feed, log.Append)]);

        IEnumerable<MetricPoint> Each(Func<FeedLane, double> value) =>
            lanes.Select(lane => new MetricPoint(Labels(lane), value(lane)));

        IReadOnlyList<MetricLabel> Labels(FeedLane lane) =>
        [
            new MetricLabel("feed", feed), new MetricLabel("shard", lane.Shard.ToString(CultureInfo.InvariantCulture)),
        ];
    }
}
