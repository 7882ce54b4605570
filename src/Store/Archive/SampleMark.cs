using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Archive;

/// <summary>
/// The earlier of a sample's source time and receive time. A source whose clock runs ahead does not drag it along, so a sample
/// with a mark beyond all those that had come by a moment came after it.
/// </summary>
internal static class SampleMark
{
    public static long Of(in Sample sample) => Math.Min(sample.SourceTicks, sample.ReceiveTicks);
}
