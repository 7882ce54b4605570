using System.Collections;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Elements;

/// <summary>
/// Slices of a report that is kept: most places of a vector are zero, so its bytes as in a snapshot take a tenth of its nine
/// hundred. They are laid out whenever they are read.
/// </summary>
internal sealed class KeptSlices : IReadOnlyList<ElementSlice>
{
    [ThreadStatic]
    private static StateWriter? _writer;

    private readonly (SliceKey Key, byte[] Elements)[] _slices;

    private KeptSlices((SliceKey Key, byte[] Elements)[] slices) => _slices = slices;

    public int Count => _slices.Length;

    public ElementSlice this[int index] =>
        new(_slices[index].Key, new StateReader(_slices[index].Elements).ReadElements());

    /// <summary>A copy of those that are not zero.</summary>
    public static IReadOnlyList<ElementSlice> Of(ReadOnlySpan<ElementSlice> slices)
    {
        var left = 0;
        foreach (ref readonly var slice in slices)
            left += slice.Elements.IsZero ? 0 : 1;
        if (left == 0)
            return [];
        var kept = new (SliceKey Key, byte[] Elements)[left];
        foreach (ref readonly var slice in slices)
        {
            if (!slice.Elements.IsZero)
                kept[^left--] = (slice.Key, BytesOf(slice.Elements));
        }

        return new KeptSlices(kept);
    }

    public IEnumerator<ElementSlice> GetEnumerator() => new Enumerator(this);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static byte[] BytesOf(in ElementVector elements)
    {
        var writer = _writer ??= new StateWriter();
        writer.Clear();
        writer.WriteElements(elements);
        return writer.ToArray();
    }

    /// <summary>Lays a slice out where it is asked for; the compiler's enumerator would hold one, as large as it is.</summary>
    private sealed class Enumerator(KeptSlices slices) : IEnumerator<ElementSlice>
    {
        private int _index = -1;

        public ElementSlice Current => slices[_index];

        object IEnumerator.Current => Current;

        public bool MoveNext() => ++_index < slices.Count;

        public void Reset() => _index = -1;

        public void Dispose()
        {
        }
    }
}
