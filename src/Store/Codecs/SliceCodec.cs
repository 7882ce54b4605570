using OrleansTwin.Twins.Elements;

namespace OrleansTwin.Store.Codecs;

/// <summary>
/// Element vectors and slices. A vector is stored sparsely as (place, value) pairs; places are those of <see cref="Element"/> and
/// of the energies behind
/// them, which never change their meaning.
/// </summary>
internal static class SliceCodec
{
    public static void WriteVector(ByteWriter writer, in ElementVector vector)
    {
        ReadOnlySpan<long> places = vector;
        writer.Varint(places.Length - places.Count(0L));
        var last = -1;
        for (var place = 0; place < places.Length; place++)
        {
            if (places[place] == 0)
                continue;
            writer.Varint(place - last - 1);
            writer.Zigzag(places[place]);
            last = place;
        }
    }

    public static ElementVector ReadVector(ref ByteReader reader)
    {
        var vector = default(ElementVector);
        AddVector(ref reader, ref vector);
        return vector;
    }

    public static void AddVector(ref ByteReader reader, ref ElementVector sum)
    {
        var count = reader.Count();
        var place = -1;
        for (var i = 0; i < count; i++)
        {
            place += reader.Count() + 1;
            if ((uint)place >= ElementVector.Length)
                throw new StoreCorruptedException($"An element vector has a place {place}; there are {ElementVector.Length}.");
            sum[place] += reader.Zigzag();
        }
    }

    public static void SkipVector(ref ByteReader reader) => reader.SkipVarints(2 * reader.Count());

    /// <summary>Slices of a row, their buckets as whole minutes before <paramref name="baseTicks"/>.</summary>
    public static void WriteSlices(ByteWriter writer, long baseTicks, IReadOnlyCollection<ElementSlice> slices)
    {
        var texts = new TextTable();
        writer.Varint(slices.Count);
        foreach (var slice in slices)
        {
            writer.Zigzag((baseTicks - slice.Key.BucketTicks) / Buckets.WidthTicks);
            texts.Write(writer, slice.Key.Product);
            texts.Write(writer, slice.Key.Order);
            WriteVector(writer, slice.Elements);
        }
    }

    public static ElementSlice[] ReadSlices(ReadOnlySpan<byte> data, long baseTicks)
    {
        var reader = new ByteReader(data);
        var texts = new TextTable();
        var slices = new ElementSlice[reader.Count()];
        for (var i = 0; i < slices.Length; i++)
        {
            var bucketTicks = baseTicks - (reader.Zigzag() * Buckets.WidthTicks);
            var key = new SliceKey(bucketTicks, texts.Read(ref reader), texts.Read(ref reader));
            slices[i] = new ElementSlice(key, ReadVector(ref reader));
        }

        return reader.IsAtEnd ? slices : throw new StoreCorruptedException("A ledger row is longer than its slices.");
    }
}
