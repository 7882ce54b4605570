using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Archive;

/// <summary>
/// Tells, of a sample that the history has now, whether it had come by a milestone. The history keeps each sample as it came
/// first, with its receive time. One whose mark lies beyond all marks of the milestone came later; another one did if the very
/// same sample, receive time included, is in the archive behind the milestone and not before it.
/// </summary>
internal sealed class LateSamples(Milestone milestone)
{
    /// <summary>Late samples of a milestone that are kept in memory.</summary>
    public const int CountMax = 5_000_000;

    private readonly HashSet<SensorSample> _late = [];

    /// <summary>The earliest receive time of the late ones; an equal one that came before has it too.</summary>
    public long FirstReceiveTicks { get; private set; } = long.MaxValue;

    public bool HadCome(int sensorKey, in Sample sample) =>
        SampleMark.Of(sample) <= milestone.MarkTicks && !_late.Contains(new SensorSample(sensorKey, sample));

    public void AddBehind(IEnumerable<JournalEntry> batches)
    {
        foreach (var batch in batches)
        {
            foreach (ref readonly var entry in batch.Samples.AsSpan())
            {
                if (SampleMark.Of(entry.Sample) <= milestone.MarkTicks)
                    Add(entry);
            }
        }
    }

    public void RemoveBefore(IEnumerable<JournalEntry> batches)
    {
        foreach (var entry in batches.SelectMany(batch => batch.Samples))
            _late.Remove(entry);
    }

    private void Add(in SensorSample entry)
    {
        if (_late.Count == CountMax)
        {
            throw new StoreUnavailableException(
                $"More than {CountMax} samples came late behind the milestone at batch {milestone.Cursor}: more than a replay "
                + "keeps in memory. Replay a moment behind another milestone.");
        }

        _late.Add(entry);
        FirstReceiveTicks = Math.Min(FirstReceiveTicks, entry.Sample.ReceiveTicks);
    }
}
