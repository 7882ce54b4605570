using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Machines;

/// <summary>One signal's sample that waits for the watermark.</summary>
public readonly record struct SignalSample(int Sensor, Sample Sample);

/// <summary>
/// The samples ahead of the watermark: a queue per signal, merged by looking at their heads, which is cheap because a machine has
/// a handful of signals and lets a run join in one step. The order is source time, then the signal's rank, then the signal, then
/// <see cref="Sample.Compare"/>: the same whatever order they came in.
/// </summary>
internal sealed class PendingSamples(SignalBinding signals)
{
    public const int CapacityMax = 16_384;

    private readonly SignalQueue[] _queues = new SignalQueue[signals.Signals.Length];
    private readonly long[] _heads = NoHeads(signals.Signals.Length);

    public int Count { get; private set; }

    public bool HasRoomFor(int count) => Count + count <= CapacityMax;

    public void Push(int sensor, ReadOnlySpan<Sample> run)
    {
        var place = signals.PlaceOf(sensor);
        ref var queue = ref _queues[place];
        if (run.Length == 1)
            queue.Push(run[0]);
        else
            queue.Push(run);
        _heads[place] = queue.HeadTicks;
        Count += run.Length;
    }

    /// <summary>The queue whose head is the next to fold, if that is before a moment; else -1.</summary>
    public int NextBefore(long ticks)
    {
        var next = -1;
        for (var i = 0; i < _heads.Length; i++)
        {
            if (_heads[i] < ticks)
                (next, ticks) = (i, _heads[i]);
        }

        return next;
    }

    public ref readonly Sample HeadOf(int place) => ref _queues[place].Head;

    /// <summary>Drops the head, and its copies: a sample that came twice folds once.</summary>
    public void Pop(int place)
    {
        ref var queue = ref _queues[place];
        var before = queue.Count;
        queue.Pop();
        Count -= before - queue.Count;
        _heads[place] = queue.HeadTicks;
    }

    /// <summary>The order in which signals fold; 0: the same sample of the same signal.</summary>
    public int Compare(in SignalSample a, in SignalSample b)
    {
        var order = a.Sample.SourceTicks.CompareTo(b.Sample.SourceTicks);
        if (order == 0)
            order = signals.PlaceOf(a.Sensor) - signals.PlaceOf(b.Sensor);
        return order != 0 ? order : Sample.Compare(a.Sample, b.Sample);
    }

    /// <summary>
    /// In order, so that equal contents give equal bytes; sensors by name, so that a changed plant file finds them again.
    /// </summary>
    public void Save(StateWriter writer, MachineAsset asset)
    {
        writer.WriteCount(Count);
        var written = new int[_queues.Length];
        for (var left = Count; left > 0; left--)
        {
            var next = FirstAfter(written);
            writer.WriteString(asset.Sensors[signals.Signals[next]].LocalId);
            SampleState.Write(writer, _queues[next].Samples[written[next]++]);
        }
    }

    public void Load(ref StateReader reader, MachineAsset asset)
    {
        for (var left = reader.ReadCount(CapacityMax); left > 0; left--)
        {
            var sensor = asset.IndexOf(reader.ReadText());
            var sample = SampleState.Read(ref reader);
            if (sensor >= 0 && signals[sensor] != SignalRoles.None)
                Push(sensor, new ReadOnlySpan<Sample>(in sample));
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

    private static long[] NoHeads(int count)
    {
        var heads = new long[count];
        Array.Fill(heads, long.MaxValue);
        return heads;
    }
}
