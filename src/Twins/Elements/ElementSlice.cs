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
}
