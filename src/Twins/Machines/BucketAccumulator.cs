using System.Runtime.InteropServices;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Machines;

/// <summary>
/// The slices and events of the bucket being folded, in buffers that are kept from bucket to bucket. A bucket rarely has more
/// than two slices, so they are searched in line; most have one event.
/// </summary>
internal sealed class BucketAccumulator
{
    private const int ItemsMax = 1_000_000;

    private readonly List<MachineEvent> _events = new(1);
    private ElementSlice[] _slices = [];
    private int _count;
    private int _latest;

    public ReadOnlySpan<ElementSlice> Slices => _slices.AsSpan(0, _count);

    public ReadOnlySpan<MachineEvent> Events => CollectionsMarshal.AsSpan(_events);

    /// <summary>The vector of a slice, zero at first. Valid until the next call.</summary>
    public ref ElementVector this[scoped in SliceKey key]
    {
        get
        {
            if (_latest < _count && IsSame(_slices[_latest].Key, key))
                return ref _slices[_latest].Elements;
            _latest = PlaceOf(key);
            return ref _slices[_latest].Elements;
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

    public void Clear()
    {
        _count = 0;
        _events.Clear();
        _latest = 0;
    }

    public void Save(StateWriter writer)
    {
        writer.WriteCount(_count);
        foreach (ref readonly var slice in Slices)
        {
            writer.WriteInt64(slice.Key.BucketTicks);
            writer.WriteString(slice.Key.Product);
            writer.WriteString(slice.Key.Order);
            writer.WriteElements(slice.Elements);
        }

        writer.WriteCount(_events.Count);
        foreach (var item in _events)
            ActivityState.Write(writer, item);
    }

    public void Load(ref StateReader reader)
    {
        for (var left = reader.ReadCount(ItemsMax); left > 0; left--)
        {
            var key = new SliceKey(reader.ReadInt64(), reader.ReadString(), reader.ReadString());
            this[key] = reader.ReadElements();
        }

        for (var left = reader.ReadCount(ItemsMax); left > 0; left--)
            _events.Add(ActivityState.ReadEvent(ref reader));
    }

    private int PlaceOf(in SliceKey key)
    {
        for (var i = 0; i < _count; i++)
        {
            if (IsSame(_slices[i].Key, key))
                return i;
        }

        if (_count == _slices.Length)
            Array.Resize(ref _slices, _count == 0 ? 1 : 2 * _count);
        _slices[_count] = new ElementSlice(key, default);
        return _count++;
    }

    /// <summary>Cheap where the names are the same objects, as they mostly are.</summary>
    private static bool IsSame(in SliceKey a, in SliceKey b) =>
        a.BucketTicks == b.BucketTicks
        && (ReferenceEquals(a.Product, b.Product) || a.Product == b.Product)
        && (ReferenceEquals(a.Order, b.Order) || a.Order == b.Order);
}
