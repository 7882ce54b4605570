using System.Runtime.InteropServices;
using OrleansTwin.Twins.Elements;

namespace OrleansTwin.Store.Codecs;

/// <summary>Sums of slices per (product, order).</summary>
internal sealed class ContextSums
{
    private readonly Dictionary<(string? Product, string? Order), ElementVector> _sums = [];

    public void Add(in ElementSlice slice) => Add(slice.Key.Product, slice.Key.Order, slice.Elements);

    public void Add(string? product, string? order, in ElementVector elements) => SumOf(product, order).Add(elements);

    public void Add(ContextSums other)
    {
        foreach (var (context, elements) in other._sums)
            Add(context.Product, context.Order, elements);
    }

    public void Subtract(in ElementSlice slice) => SumOf(slice.Key.Product, slice.Key.Order).Subtract(slice.Elements);

    public ElementVector Total()
    {
        var total = default(ElementVector);
        foreach (var elements in _sums.Values)
            total.Add(elements);
        return total;
    }

    /// <summary>The sums that are not zero as slices of one bucket, ordered by product, then order.</summary>
    public List<ElementSlice> ToSlices(long bucketTicks)
    {
        List<ElementSlice> slices = [];
        foreach (var (context, elements) in _sums)
        {
            if (!elements.IsZero)
                slices.Add(new ElementSlice(new SliceKey(bucketTicks, context.Product, context.Order), elements));
        }

        slices.Sort(static (a, b) => Compare(a.Key, b.Key));
        return slices;
    }

    private static int Compare(in SliceKey a, in SliceKey b)
    {
        var byProduct = string.CompareOrdinal(a.Product, b.Product);
        return byProduct != 0 ? byProduct : string.CompareOrdinal(a.Order, b.Order);
    }

    private ref ElementVector SumOf(string? product, string? order) =>
        ref CollectionsMarshal.GetValueRefOrAddDefault(_sums, (product, order), out _);
}
