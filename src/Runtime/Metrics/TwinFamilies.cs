using OrleansTwin.Diagnostics;
using OrleansTwin.Runtime.Engine;

namespace OrleansTwin.Runtime.Metrics;

/// <summary>The metrics of the twins and the engine that folds into them.</summary>
internal static class TwinFamilies
{
    public static IEnumerable<MetricFamily> Of(TwinEngine engine)
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
}
