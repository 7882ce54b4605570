using OrleansTwin.Store.Codecs;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Store;

/// <summary>Reports on their way to another process: in the ledger's own form, with the twins' paths in place of keys.</summary>
public static class ReportTransfer
{
    public static byte[] Write(IReadOnlyCollection<BucketReport> reports)
    {
        var (writer, part, texts, bucketTicks) = (new ByteWriter(), new ByteWriter(), new TextTable(), 0L);
        writer.Varint(reports.Count);
        foreach (var report in reports)
        {
            texts.Write(writer, report.TwinId);
            writer.Byte((byte)(((int)report.Part << 1) | (report.IsSettled ? 1 : 0)));
            writer.Zigzag((report.BucketTicks - bucketTicks) / Buckets.WidthTicks);
            bucketTicks = report.BucketTicks;
            writer.Zigzag(report.Version);
            part.Clear();
            SliceCodec.WriteSlices(part, bucketTicks, report.Slices);
            WritePart(writer, part);
            part.Clear();
            EventCodec.Write(part, bucketTicks, report.Events);
            WritePart(writer, part);
        }

        return writer.Written.ToArray();
    }

    /// <summary>What a stranger sent: nothing of it is believed before it is checked.</summary>
    /// <exception cref="StoreCorruptedException">It is none of <see cref="Write"/>, or has more reports.</exception>
    public static BucketReport[] Read(ReadOnlySpan<byte> data, int reportsMax)
    {
        var reader = new ByteReader(data);
        var (texts, bucketTicks) = (new TextTable(), 0L);
        var count = reader.Count();
        if (count > reportsMax)
            throw new StoreCorruptedException($"{count} reports at once; at most {reportsMax} are taken.");
        var reports = new BucketReport[count];
        for (var i = 0; i < count; i++)
        {
            var twinId = texts.Read(ref reader) ?? throw new StoreCorruptedException("A report has no twin.");
            var (part, isSettled) = PartOf(reader.Byte());
            bucketTicks += reader.Zigzag() * Buckets.WidthTicks;
            var version = reader.Zigzag();
            var slices = SliceCodec.ReadSlices(reader.Bytes(reader.Length()), bucketTicks);
            var events = EventCodec.Read(reader.Bytes(reader.Length()), bucketTicks);
            reports[i] = new BucketReport(twinId, part, bucketTicks, version, isSettled, slices, events);
        }

        return reader.IsAtEnd ? reports : throw new StoreCorruptedException("There is more than the reports.");
    }

    private static (ReportPart Part, bool IsSettled) PartOf(byte mark) => Enum.IsDefined((ReportPart)(mark >> 1))
        ? ((ReportPart)(mark >> 1), (mark & 1) != 0)
        : throw new StoreCorruptedException($"A report is of part {mark >> 1}, which this program does not know.");

    private static void WritePart(ByteWriter writer, ByteWriter part)
    {
        writer.Varint(part.Length);
        writer.Bytes(part.Written);
    }
}
