using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Composites;

/// <summary>
/// Slices as a composite keeps them for hours: most places of a vector are zero, so its bytes as in a snapshot take about a
/// tenth. Keys stay as they are, so that names are shared and not read anew.
/// </summary>
internal readonly struct PackedSlices
{
    /// <summary>
    /// No more slices than this are kept of one bucket of one child: products and orders of one minute, and the minutes it
    /// corrects.
    /// </summary>
    public const int CountMax = 100_000;

    private readonly (SliceKey Key, byte[] Elements)[]? _slices;

    private PackedSlices((SliceKey Key, byte[] Elements)[] slices) => _slices = slices;

    public static PackedSlices Pack(IReadOnlyList<ElementSlice> slices, StateWriter scratch)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(slices.Count, CountMax, nameof(slices));
        var packed = new (SliceKey Key, byte[] Elements)[slices.Count];
        for (var i = 0; i < packed.Length; i++)
        {
            var slice = slices[i];
            scratch.Clear();
            scratch.WriteElements(slice.Elements);
            packed[i] = (slice.Key, scratch.ToArray());
        }
        return new PackedSlices(packed);
    }

    public void AddTo(SliceSums sums)
    {
        foreach (var (key, bytes) in _slices ?? [])
            sums.Add(key, new StateReader(bytes).ReadElements());
    }

    public void SubtractFrom(SliceSums sums)
    {
        foreach (var (key, bytes) in _slices ?? [])
            sums.Subtract(key, new StateReader(bytes).ReadElements());
    }

    public void Write(StateWriter writer)
    {
        var slices = _slices ?? [];
        writer.WriteCount(slices.Length);
        foreach (var (key, bytes) in slices)
        {
            writer.WriteInt64(key.BucketTicks);
            writer.WriteString(key.Product);
            writer.WriteString(key.Order);
            writer.WriteBytes(bytes);
        }
    }

    public static PackedSlices Read(ref StateReader reader)
    {
        var slices = new (SliceKey Key, byte[] Elements)[reader.ReadCount(Math.Min(CountMax, reader.Remaining))];
        for (var i = 0; i < slices.Length; i++)
        {
            var key = new SliceKey(reader.ReadInt64(), reader.ReadString(), reader.ReadString());
            slices[i] = (key, reader.ReadBytes().ToArray());
        }
        return new PackedSlices(slices);
    }
}
