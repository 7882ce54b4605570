using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store;

/// <summary>What folding needs of the history: samples go in, and those of a window come back for a refold.</summary>
public interface IFoldHistory
{
    /// <summary>
    /// Adds a journaled sample; reads see it at once, the next checkpoint whose cursor reaches <paramref name="sequence"/> writes
    /// it. One thread at a time per sensor
    /// and sequences that do not fall within a sensor. Replay after a crash calls this too.
    /// </summary>
    void Buffer(int sensorKey, in Sample sample, long sequence);

    /// <summary>
    /// The stretches of a window whose samples can't be had, in any order: what of it is read is not all that was. A minute of
    /// such a stretch must not be folded again.
    /// </summary>
    IReadOnlyList<HistoryGap> GapsIn(int sensorKey, long fromTicks, long toTicks) => [];

    /// <summary>
    /// The window's distinct samples in order, at most about <paramref name="limit"/>: all samples of one instant come together,
    /// so the next page begins one
    /// tick after the last sample of this one.
    /// </summary>
    ValueTask<Sample[]> ReadAsync(
        int sensorKey, long fromTicks, long toTicks, int limit = int.MaxValue, CancellationToken cancellation = default);
}
