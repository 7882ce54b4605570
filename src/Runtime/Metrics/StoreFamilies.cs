using OrleansTwin.Diagnostics;
using OrleansTwin.Store;

namespace OrleansTwin.Runtime.Metrics;

/// <summary>The metrics of a store.</summary>
internal static class StoreFamilies
{
    public static IEnumerable<MetricFamily> Of(ITwinStore store)
    {
        var (layer, counters) = (MetricLayer.Store, store.ReadCounters());
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
            "orleanstwin_dead_letters_total", "{letter}", "Input that could not be used.", store.DeadLetters.Total);
    }
}
