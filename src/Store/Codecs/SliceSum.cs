using System.Text;
using OrleansTwin.Twins.Elements;

namespace OrleansTwin.Store.Codecs;

/// <summary>
/// Adds up stored slices as they lie in their rows, of one product or order where one is named. Texts are compared and not
/// made, and no slice is: a window of a year has thousands of them, of which an order has a few.
/// </summary>
internal sealed class SliceSum(string? product, string? order)
{
    private const int NotSeen = -1;

    private readonly byte[]? _product = product is null ? null : Encoding.UTF8.GetBytes(product);
    private readonly byte[]? _order = order is null ? null : Encoding.UTF8.GetBytes(order);
    private int _texts;
    private int _productNumber;
    private int _orderNumber;

    /// <summary>Adds the slices of a row whose bucket lies in the window.</summary>
    /// <param name="row">As <see cref="SliceCodec.WriteSlices"/> wrote it.</param>
    /// <param name="baseTicks">What it was written with.</param>
    /// <param name="window">Other slices are left out.</param>
    /// <param name="sum">Gets them.</param>
    public void Add(ReadOnlySpan<byte> row, long baseTicks, in WindowPart window, ref ElementVector sum)
    {
        (_texts, _productNumber, _orderNumber) = (0, NotSeen, NotSeen);
        var reader = new ByteReader(row);
        for (var left = reader.Count(); left > 0; left--)
        {
            var bucketTicks = baseTicks - (reader.Zigzag() * Buckets.WidthTicks);
            var isAsked = bucketTicks >= window.FromTicks && bucketTicks < window.ToTicks;
            var productNumber = ReadText(ref reader);
            isAsked &= _product is null || productNumber == _productNumber;
            var orderNumber = ReadText(ref reader);
            isAsked &= _order is null || orderNumber == _orderNumber;
            if (isAsked)
                SliceCodec.AddVector(ref reader, ref sum);
            else
                SliceCodec.SkipVector(ref reader);
        }
    }

    /// <summary>A text's number in the row's table; notes those of the texts that are asked for.</summary>
    private int ReadText(ref ByteReader reader)
    {
        var number = reader.Count();
        if (number != _texts + 1)
            return number;
        _texts++;
        var text = reader.Bytes(reader.Length() - 1);
        if (text.SequenceEqual(_product))
            _productNumber = number;
        if (text.SequenceEqual(_order))
            _orderNumber = number;
        return number;
    }
}
