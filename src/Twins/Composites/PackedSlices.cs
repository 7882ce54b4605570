using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Composites;

/// <summary>
/// Slices as a composite keeps them for hours: most places of a vector are zero, so its bytes as in a snapshot take about a
/// tenth. Keys stay as they are, so that names are shared and not read anew. Newer slices take the place of older ones in the
/// same buffers.
/// </summary>
internal sealed class PackedSlices
{
    /// <summary>
    /// No more slices than this are kept of one bucket of one child: products and orders of one minute, and the minutes it
    /// corrects.
    /// </summary>
    public const int CountMax = 100_000;

    private SliceKey[] _keys = [];
    private byte[] _bytes = [];
    private int _count;
    private int _length;

    /// <summary>Takes the slices that are not zero in place of those it holds.</summary>
    /// <param name="slices">At most one per key.</param>
    /// <param name="isOpen">They will be replaced soon, by longer ones: a spare buffer takes them.</param>
    /// <param name="buffers">Where spare buffers are.</param>
    public void Set(ReadOnlySpan<ElementSlice> slices, bool isOpen, SpareBuffers buffers)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(slices.Length, CountMax, nameof(slices));
        if (_keys.Length < slices.Length)
            _keys = new SliceKey[slices.Length];
        var writer = buffers.Writer;
        writer.Clear();
        _count = 0;
        foreach (ref readonly var slice in slices)
        {
            if (slice.Elements.IsZero)
                continue;
            _keys[_count++] = slice.Key;
            writer.WriteElements(slice.Elements);
        }

        _length = writer.Length;
        if (!isOpen || _bytes.Length < _length)
        {
            buffers.Return(_bytes);
            _bytes = isOpen ? buffers.Rent(_length) : new byte[_length];
        }

        writer.Written.CopyTo(_bytes);
    }

    public void AddTo(SliceSums sums)
    {
        var reader = Reader();
        for (var i = 0; i < _count; i++)
            reader.AddElements(ref sums.At(_keys[i]));
    }

    public void SubtractFrom(SliceSums sums)
    {
        var reader = Reader();
        for (var i = 0; i < _count; i++)
            reader.SubtractElements(ref sums.At(_keys[i]));
    }

    public void Write(StateWriter writer)
    {
        writer.WriteCount(_count);
        var reader = Reader();
        for (var i = 0; i < _count; i++)
        {
            writer.WriteInt64(_keys[i].BucketTicks);
            writer.WriteString(_keys[i].Product);
            writer.WriteString(_keys[i].Order);
            var start = reader.Position;
            reader.ReadElements();
            writer.WriteBytes(_bytes.AsSpan(start..reader.Position));
        }
    }

    public static PackedSlices Read(ref StateReader reader)
    {
        var packed = new PackedSlices { _count = reader.ReadCount(Math.Min(CountMax, reader.Remaining)) };
        packed._keys = new SliceKey[packed._count];
        var bytes = new StateWriter();
        for (var i = 0; i < packed._count; i++)
        {
            packed._keys[i] = new SliceKey(reader.ReadInt64(), reader.ReadString(), reader.ReadString());
            var elements = new StateReader(reader.ReadBytes());
            bytes.WriteElements(elements.ReadElements());
            elements.ReadEnd();
        }

        (packed._bytes, packed._length) = (bytes.ToArray(), bytes.Length);
        return packed;
    }

    private StateReader Reader() => new(_bytes.AsSpan(0, _length));
}
