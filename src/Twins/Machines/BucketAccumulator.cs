using System.Runtime.InteropServices;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Machines;

/// <summary>
/// The slices and events of the bucket being folded. A bucket rarely has more than two slices, so they are searched in line.
/// </summary>
internal sealed class BucketAccumulator
{
    private const int ItemsMax = 1_000_000;

    private readonly List<SliceKey> _keys = [];
    private readonly List<ElementVector> _vectors = [];
    private readonly List<MachineEvent> _events = [];
    private int _latest;

    public IReadOnlyList<MachineEvent> Events => _events;

    /// <summary>The vector of a slice, zero at first. Valid until the next call.</summary>
    public ref ElementVector this[SliceKey key]
    {
        get
        {
            var place = PlaceOf(key);
            return ref CollectionsMarshal.AsSpan(_vectors)[place];
        }
    }

    public void Add(in MachineEvent machineEvent) => _events.Add(machineEvent);

    /// <summary>Drops events from a moment on: a state that lasted no time leaves no trace.</summary>
    public void ReplaceSegmentAt(in MachineEvent segment)
    {
        var last = _events.Count - 1;
        if (last >= 0 && _events[last].Kind == MachineEventKind.Segment && _events[last].AtTicks == segment.AtTicks)
            _events[last] = segment;
        else
            _events.Add(segment);
    }

    public IReadOnlyList<ElementSlice> ToSlices()
    {
        var slices = new List<ElementSlice>(_keys.Count);
        for (var i = 0; i < _keys.Count; i++)
        {
            if (!_vectors[i].IsZero)
                slices.Add(new ElementSlice(_keys[i], _vectors[i]));
        }

        return slices;
    }

    public void Clear()
    {
        _keys.Clear();
        _vectors.Clear();
        _events.Clear();
        _latest = 0;
    }

    public void Save(StateWriter writer)
    {
        writer.WriteCount(_keys.Count);
        for (var i = 0; i < _keys.Count; i++)
        {
            writer.WriteInt64(_keys[i].BucketTicks);
            writer.WriteString(_keys[i].Product);
            writer.WriteString(_keys[i].Order);
            writer.WriteElements(_vectors[i]);
        }

        writer.WriteCount(_events.Count);
        foreach (var item in _events)
            ActivityState.Write(writer, item);
    }

    public void Load(ref StateReader reader)
    {
        for (var left = reader.ReadCount(ItemsMax); left > 0; left--)
        {
            _keys.Add(new SliceKey(reader.ReadInt64(), reader.ReadString(), reader.ReadString()));
            _vectors.Add(reader.ReadElements());
        }

        for (var left = reader.ReadCount(ItemsMax); left > 0; left--)
            _events.Add(ActivityState.ReadEvent(ref reader));
    }

    private int PlaceOf(SliceKey key)
    {
        if (_latest < _keys.Count && _keys[_latest] == key)
            return _latest;
        var place = _keys.IndexOf(key);
        if (place < 0)
        {
            place = _keys.Count;
            _keys.Add(key);
            _vectors.Add(default);
        }

        return _latest = place;
    }
}
