using System.Buffers;
using System.Runtime.InteropServices;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Codecs;

/// <summary>Aggregates of equal stretches of one hour, as columns.</summary>
internal static class AggregateCodec
{
    private const byte Version = 1;

    /// <summary>No more stretches than seconds.</summary>
    private const int CountMax = 3600;

    public static void Write(ByteWriter writer, List<Aggregate> aggregates)
    {
        writer.Byte(Version);
        writer.Varint(aggregates.Count);
        if (aggregates.Count == 0)
            return;
        WriteWhole(writer, aggregates, static aggregate => aggregate.StartTicks);
        WriteWhole(writer, aggregates, static aggregate => aggregate.Count);
        WriteWhole(writer, aggregates, static aggregate => (long)aggregate.Worst);
        WriteNumbers(writer, aggregates, static aggregate => aggregate.Min);
        WriteNumbers(writer, aggregates, static aggregate => aggregate.Max);
        WriteNumbers(writer, aggregates, static aggregate => aggregate.Sum);
        WriteNumbers(writer, aggregates, static aggregate => aggregate.First);
        WriteNumbers(writer, aggregates, static aggregate => aggregate.Last);
    }

    /// <summary>Replaces what <paramref name="into"/> holds.</summary>
    /// <exception cref="StoreCorruptedException">The data is something else.</exception>
    public static void Read(ReadOnlySpan<byte> data, List<Aggregate> into)
    {
        into.Clear();
        var reader = new ByteReader(data);
        var version = reader.Byte();
        if (version != Version)
            throw new StoreCorruptedException($"Aggregates have format {version}; this program reads {Version}.");
        var count = reader.Count();
        if (count > CountMax)
            throw new StoreCorruptedException($"An hour says that it has {count} aggregates; there are at most {CountMax}.");
        CollectionsMarshal.SetCount(into, count);
        var aggregates = CollectionsMarshal.AsSpan(into);
        aggregates.Clear();
        if (count == 0)
            return;
        Span<long> whole = stackalloc long[count];
        IntegerColumn.Read(ref reader, whole);
        for (var i = 0; i < count; i++)
            aggregates[i].StartTicks = whole[i];
        IntegerColumn.Read(ref reader, whole);
        for (var i = 0; i < count; i++)
            aggregates[i].Count = whole[i];
        IntegerColumn.Read(ref reader, whole);
        for (var i = 0; i < count; i++)
            aggregates[i].Worst = (Quality)whole[i];
        ReadNumbers(ref reader, aggregates);
        if (!reader.IsAtEnd)
            throw new StoreCorruptedException($"The {count} aggregates of an hour are followed by more.");
    }

    private static void ReadNumbers(ref ByteReader reader, Span<Aggregate> aggregates)
    {
        Span<double> numbers = stackalloc double[aggregates.Length];
        DoubleColumn.Read(ref reader, numbers);
        for (var i = 0; i < numbers.Length; i++)
            aggregates[i].Min = numbers[i];
        DoubleColumn.Read(ref reader, numbers);
        for (var i = 0; i < numbers.Length; i++)
            aggregates[i].Max = numbers[i];
        DoubleColumn.Read(ref reader, numbers);
        for (var i = 0; i < numbers.Length; i++)
            aggregates[i].Sum = numbers[i];
        DoubleColumn.Read(ref reader, numbers);
        for (var i = 0; i < numbers.Length; i++)
            aggregates[i].First = numbers[i];
        DoubleColumn.Read(ref reader, numbers);
        for (var i = 0; i < numbers.Length; i++)
            aggregates[i].Last = numbers[i];
    }

    private static void WriteWhole(ByteWriter writer, List<Aggregate> aggregates, Func<Aggregate, long> part)
    {
        var column = ArrayPool<long>.Shared.Rent(aggregates.Count);
        for (var i = 0; i < aggregates.Count; i++)
            column[i] = part(aggregates[i]);
        IntegerColumn.Write(writer, column.AsSpan(0, aggregates.Count));
        ArrayPool<long>.Shared.Return(column);
    }

    private static void WriteNumbers(ByteWriter writer, List<Aggregate> aggregates, Func<Aggregate, double> part)
    {
        var column = ArrayPool<double>.Shared.Rent(aggregates.Count);
        for (var i = 0; i < aggregates.Count; i++)
            column[i] = part(aggregates[i]);
        DoubleColumn.Write(writer, column.AsSpan(0, aggregates.Count));
        ArrayPool<double>.Shared.Return(column);
    }
}
