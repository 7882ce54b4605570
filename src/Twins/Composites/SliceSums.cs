using System.Runtime.InteropServices;
using OrleansTwin.Twins.Elements;

namespace OrleansTwin.Twins.Composites;

/// <summary>
/// Sums of elements by bucket, product and order, to add to and take from; read out in one order whatever the order of adding.
/// </summary>
public sealed class SliceSums
{
    private readonly Dictionary<SliceKey, ElementVector> _sums = [];

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

    /// <summary>The sums that are not zero, by bucket, then product, then order (ordinal).</summary>
    public ElementSlice[] ToSlices()
    {
        var slices = new List<ElementSlice>(_sums.Count);
        foreach (var (key, elements) in _sums)
        {
            if (!elements.IsZero)
                slices.Add(new ElementSlice(key, elements));
        }
        slices.Sort(static (a, b) => Compare(a.Key, b.Key));
        return [.. slices];
    }

    internal static int Compare(in SliceKey a, in SliceKey b)
    {
        var order = a.BucketTicks.CompareTo(b.BucketTicks);
        if (order == 0)
            order = string.CompareOrdinal(a.Product, b.Product);
        return order != 0 ? order : string.CompareOrdinal(a.Order, b.Order);
    }

    private ref ElementVector At(in SliceKey key) => ref CollectionsMarshal.GetValueRefOrAddDefault(_sums, key, out _);
}
