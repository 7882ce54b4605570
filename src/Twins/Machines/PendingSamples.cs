using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Machines;

/// <summary>One signal's sample that waits for the watermark.</summary>
public readonly record struct SignalSample(int Sensor, Sample Sample);

/// <summary>
/// The samples ahead of the watermark, smallest first (a binary heap). The order is source time, then the signal's rank, then the
/// signal, then <see cref="Sample.Compare"/>: the same whatever order they came in.
/// </summary>
internal sealed class PendingSamples(SignalBinding signals)
{
    public const int CapacityMax = 16_384;

    private SignalSample[] _heap = new SignalSample[16];

    public int Count { get; private set; }

    public bool IsFull => Count == CapacityMax;

    public long EarliestTicks => Count == 0 ? long.MaxValue : _heap[0].Sample.SourceTicks;

    public void Push(int sensor, in Sample sample)
    {
        if (Count == _heap.Length)
            Array.Resize(ref _heap, Count * 2);
        var place = Count++;
        _heap[place] = new SignalSample(sensor, sample);
        while (place > 0 && IsBefore(_heap[place], _heap[(place - 1) / 2]))
        {
            Swap(place, (place - 1) / 2);
            place = (place - 1) / 2;
        }
    }

    public SignalSample Pop()
    {
        var first = _heap[0];
        _heap[0] = _heap[--Count];
        _heap[Count] = default;
        Sink(0);
        return first;
    }

    /// <summary>The order in which signals fold; 0: the same sample of the same signal.</summary>
    public int Compare(in SignalSample a, in SignalSample b)
    {
        var order = a.Sample.SourceTicks.CompareTo(b.Sample.SourceTicks);
        if (order == 0)
            order = signals.RankOf(a.Sensor) - signals.RankOf(b.Sensor);
        if (order == 0)
            order = a.Sensor - b.Sensor;
        return order != 0 ? order : Sample.Compare(a.Sample, b.Sample);
    }

    /// <summary>
    /// In order, so that equal contents give equal bytes; sensors by name, so that a changed plant file finds them again.
    /// </summary>
    public void Save(StateWriter writer, MachineAsset asset)
    {
        var sorted = _heap[..Count];
        Array.Sort(sorted, (a, b) => Compare(a, b));
        writer.WriteCount(sorted.Length);
        foreach (var pending in sorted)
        {
            writer.WriteString(asset.Sensors[pending.Sensor].LocalId);
            SampleState.Write(writer, pending.Sample);
        }
    }

    public void Load(ref StateReader reader, MachineAsset asset)
    {
        for (var left = reader.ReadCount(CapacityMax); left > 0; left--)
        {
            var sensor = asset.IndexOf(reader.ReadText());
            var sample = SampleState.Read(ref reader);
            if (sensor >= 0)
                Push(sensor, sample);
        }
    }

    private void Sink(int place)
    {
        while (true)
        {
            var child = (2 * place) + 1;
            if (child >= Count)
                return;
            if (child + 1 < Count && IsBefore(_heap[child + 1], _heap[child]))
                child++;
            if (!IsBefore(_heap[child], _heap[place]))
                return;
            Swap(place, child);
            place = child;
        }
    }

    private bool IsBefore(in SignalSample a, in SignalSample b) => Compare(a, b) < 0;

    private void Swap(int a, int b) => (_heap[a], _heap[b]) = (_heap[b], _heap[a]);
}
