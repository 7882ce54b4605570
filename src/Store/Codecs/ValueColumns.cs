using System.Buffers;

namespace OrleansTwin.Store.Codecs;

/// <summary>How a chunk's values are stored beside its raw values. Persisted numbers.</summary>
internal enum RawForm : byte
{
    AsValue = 0,
    Calibrated = 1,
    Own = 2,
}

/// <summary>Raw and calibrated values: one column, and what the other one adds to it.</summary>
internal static class ValueColumns
{
    /// <summary>More than this a sample, and a line explains nothing.</summary>
    private const int RestBytesMax = 4;

    /// <summary>Writes both, and returns the form that it chose.</summary>
    public static RawForm Write(ByteWriter writer, ReadOnlySpan<double> values, ReadOnlySpan<double> raws)
    {
        if (BitsOf(values).SequenceEqual(BitsOf(raws)))
        {
            DoubleColumn.Write(writer, values);
            return RawForm.AsValue;
        }

        DoubleColumn.Write(writer, raws);
        if (TryWriteCalibrated(writer, values, raws))
            return RawForm.Calibrated;
        DoubleColumn.Write(writer, values);
        return RawForm.Own;
    }

    public static void Read(ref ByteReader reader, RawForm form, Span<double> values, Span<double> raws)
    {
        DoubleColumn.Read(ref reader, raws);
        if (form == RawForm.AsValue)
            raws.CopyTo(values);
        else if (form == RawForm.Own)
            DoubleColumn.Read(ref reader, values);
        else
            ReadCalibrated(ref reader, values, raws);
    }

    private static ReadOnlySpan<long> BitsOf(ReadOnlySpan<double> values) =>
        System.Runtime.InteropServices.MemoryMarshal.Cast<double, long>(values);

    private static bool TryWriteCalibrated(ByteWriter writer, ReadOnlySpan<double> values, ReadOnlySpan<double> raws)
    {
        if (Calibration.Find(raws, values) is not { } line)
            return false;
        var start = writer.Length;
        writer.Number(line.Gain);
        writer.Number(line.Offset);
        var rests = ArrayPool<long>.Shared.Rent(values.Length);
        line.ToRests(raws, values, rests.AsSpan(0, values.Length));
        IntegerColumn.Write(writer, rests.AsSpan(0, values.Length));
        ArrayPool<long>.Shared.Return(rests);
        if (writer.Length - start <= values.Length * RestBytesMax)
            return true;
        writer.CutTo(start);
        return false;
    }

    private static void ReadCalibrated(ref ByteReader reader, Span<double> values, ReadOnlySpan<double> raws)
    {
        var line = new Calibration(reader.Number(), reader.Number());
        var rests = ArrayPool<long>.Shared.Rent(values.Length);
        IntegerColumn.Read(ref reader, rests.AsSpan(0, values.Length));
        line.FromRests(raws, rests.AsSpan(0, values.Length), values);
        ArrayPool<long>.Shared.Return(rests);
    }
}
