using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Machines;

/// <summary>
/// Samples of a machine's signals on their way into its fold: those ahead of the watermark, or those of a bucket that is folded
/// again. A queue per signal, merged by looking at their heads, which is cheap because a machine has a handful of signals, and
/// lets a run join in one step. The order is source time, then the signal's rank, then the signal, then
/// <see cref="Sample.Compare"/>: the same whatever order they came in.
/// </summary>
public sealed class SignalSamples
{
    /// <summary>How many wait for the watermark at most.</summary>
    internal const int PendingMax = 16_384;

    private readonly SignalBinding _signals;
    private readonly SignalQueue[] _queues;
    private readonly long[] _heads;

    internal SignalSamples(SignalBinding signals)
    {
        _signals = signals;
        _queues = new SignalQueue[signals.Signals.Length];
        _heads = new long[signals.Signals.Length];
        Array.Fill(_heads, long.MaxValue);
    }

    public int Count { get; private set; }

    internal bool HasBefore(long ticks) => NextBefore(ticks) >= 0;

    internal bool HasRoomFor(int count) => Count + count <= PendingMax;

    /// <summary>Adds samples of one signal, in any order; the more they are in order, the less it takes.</summary>
    public void Add(int signal, ReadOnlySpan<Sample> run)
    {
        if (run.IsEmpty)
            return;
        var place = _signals.PlaceOf(signal);
        ref var queue = ref _queues[place];
        if (run.Length == 1)
            queue.Push(run[0]);
        else
            queue.Push(run);
        _heads[place] = queue.HeadTicks;
        Count += run.Length;
    }

    /// <summary>Folds and drops those before a moment; a sample that came twice folds once.</summary>
    internal void FoldBefore(long ticks, MachineFold fold)
    {
        while (NextBefore(ticks) is >= 0 and var next)
        {
            ref var queue = ref _queues[next];
            fold.Apply(_signals.Signals[next], queue.Head);
            Count -= queue.Pop();
            _heads[next] = queue.HeadTicks;
        }
    }

    /// <summary>The queue whose head is the next to fold, if that is before a moment; else -1.</summary>
    private int NextBefore(long ticks)
    {
        var next = -1;
        for (var i = 0; i < _heads.Length; i++)
        {
            if (_heads[i] < ticks)
                (next, ticks) = (i, _heads[i]);
        }

        return next;
    }

    /// <summary>
    /// In order, so that equal contents give equal bytes; sensors by name, so that a changed plant file finds them again.
    /// </summary>
    internal void Save(StateWriter writer, MachineAsset asset)
    {
        writer.WriteCount(Count);
        var written = new int[_queues.Length];
        for (var left = Count; left > 0; left--)
        {
            var next = FirstAfter(written);
            writer.WriteString(asset.Sensors[_signals.Signals[next]].LocalId);
            SampleState.Write(writer, _queues[next].Samples[written[next]++]);
        }
    }

    internal void Load(ref StateReader reader, MachineAsset asset)
    {
        for (var left = reader.ReadCount(PendingMax); left > 0; left--)
        {
            var sensor = asset.IndexOf(reader.ReadText());
            var sample = SampleState.Read(ref reader);
            if (sensor >= 0 && _signals[sensor] != SignalRoles.None)
                Add(sensor, new ReadOnlySpan<Sample>(in sample));
        }
    }

    private int FirstAfter(int[] written)
    {
        var (first, firstTicks) = (-1, long.MaxValue);
        for (var i = 0; i < _queues.Length; i++)
        {
            var rest = _queues[i].Samples[written[i]..];
            if (!rest.IsEmpty && rest[0].SourceTicks < firstTicks)
                (first, firstTicks) = (i, rest[0].SourceTicks);
        }

        return first;
    }
}
