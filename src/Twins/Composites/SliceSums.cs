using System.Runtime.InteropServices;
using OrleansTwin.Twins.Elements;

namespace OrleansTwin.Twins.Composites;

/// <summary>
/// Sums of elements by bucket, product and order, to add to and take from; read out in one order whatever the order of adding.
/// </summary>
public sealed class SliceSums
{
    private readonly Dictionary<SliceKey, ElementVector> _sums = [];
    private readonly List<ElementSlice> _sorted = [];

    public void Clear() => _sums.Clear();

    public void Add(in SliceKey key, in ElementVector elements) => At(key).Add(elements);

    public void Subtract(in SliceKey key, in ElementVector elements) => At(key).Subtract(elements);

    public void Add(in SliceKey key, Element element, long amount) => At(key)[element] += amount;

    public void Add(IReadOnlyList<ElementSlice> slices)
    {
        for (var i = 0; i < slices.Count; i++)
        {
            var slice = slices[i];
            Add(slice.Key, slice.Elements);
        }
    }

    public void Add(ReadOnlySpan<ElementSlice> slices)
    {
        foreach (ref readonly var slice in slices)
            At(slice.Key).Add(slice.Elements);
    }

    /// <summary>
    /// The sums that are not zero, by bucket, then product, then order (ordinal). Valid until the next call.
    /// </summary>
    public ReadOnlySpan<ElementSlice> Read()
    {
        _sorted.Clear();
        foreach (var key in _sums.Keys)
        {
            ref var elements = ref At(key);
            if (!elements.IsZero)
                _sorted.Add(new ElementSlice(key, elements));
        }
        if (_sorted.Count > 1)
            _sorted.Sort(static (a, b) => Compare(a.Key, b.Key));
        return CollectionsMarshal.AsSpan(_sorted);
    }

    /// <summary>What <see cref="Read"/> shows, as a copy.</summary>
    public ElementSlice[] ToSlices() => Read().ToArray();

    internal static int Compare(in SliceKey a, in SliceKey b)
    {
        var order = a.BucketTicks.CompareTo(b.BucketTicks);
        if (order == 0)
            order = string.CompareOrdinal(a.Product, b.Product);
        return order != 0 ? order : string.CompareOrdinal(a.Order, b.Order);
    }

    /// <summary>The sum of a key, zero at first. Valid until the next call.</summary>
    internal ref ElementVector At(in SliceKey key) => ref CollectionsMarshal.GetValueRefOrAddDefault(_sums, key, out _);
}
