namespace OrleansTwin.Twins.Elements;

/// <summary>
/// The elements of one time bucket for one product and order. A bucket in which the product changes has two slices.
/// <paramref name="BucketTicks"/> is the bucket's UTC start; buckets are <see cref="Buckets.WidthTicks"/> wide.
/// </summary>
public readonly record struct SliceKey(long BucketTicks, string? Product, string? Order);

/// <summary>One slice with its elements, which are a field: eight hundred bytes that are added to in place.</summary>
public record struct ElementSlice(SliceKey Key, ElementVector Elements)
{
    public ElementVector Elements = Elements;

    /// <summary>Those that are not zero, as a copy to keep.</summary>
    internal static ElementSlice[] CopyOf(ReadOnlySpan<ElementSlice> slices)
    {
        var left = 0;
        foreach (ref readonly var slice in slices)
            left += slice.Elements.IsZero ? 0 : 1;
        var kept = new ElementSlice[left];
        foreach (ref readonly var slice in slices)
        {
            if (!slice.Elements.IsZero)
                kept[^left--] = slice;
        }

        return kept;
    }
}
