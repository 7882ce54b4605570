using OrleansTwin.Store.Codecs;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Store.Tests.Codecs;

public sealed class LedgerCodecTests
{
    [Fact]
    public void Slices_and_events_come_back_as_they_were()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var report = new Seeded(seed).Row(1, Seeded.Start, 1).Report;
            var writer = new ByteWriter();
            SliceCodec.WriteSlices(writer, report.BucketTicks, report.Slices);
            Assert.Equal(report.Slices, SliceCodec.ReadSlices(writer.Written, report.BucketTicks));
            writer.Clear();
            EventCodec.Write(writer, report.BucketTicks, report.Events);
            Assert.Equal(report.Events, EventCodec.Read(writer.Written, report.BucketTicks));
        }
    }

    [Fact]
    public void Reports_cross_to_another_process_as_they_were_and_what_is_none_is_refused()
    {
        var seeded = new Seeded(5);
        BucketReport[] reports =
        [
            .. Enumerable.Range(0, 300).Select(i => seeded.Row(
                1, Seeded.Start + (i % 70 * Buckets.WidthTicks), i * 1_000_000_007L, (ReportPart)(i % 2)).Report with
            {
                TwinId = $"acme/lyon/{i % 9}",
            }),
        ];
        var bytes = ReportTransfer.Write(reports);
        var read = ReportTransfer.Read(bytes, reports.Length);
        Assert.Equal(reports.Length, read.Length);
        foreach (var (expected, found) in reports.Zip(read))
        {
            Assert.Equal(expected.Slices, found.Slices);
            Assert.Equal(expected.Events, found.Events);
            Assert.Equal(expected with { Slices = [], Events = [] }, found with { Slices = [], Events = [] });
        }

        Assert.Throws<StoreCorruptedException>(() => ReportTransfer.Read(bytes, reports.Length - 1));
        for (var length = 0; length < 2000; length += 7)
            Assert.Throws<StoreCorruptedException>(() => ReportTransfer.Read(bytes.AsSpan(0, length), reports.Length));
    }

    [Fact]
    public void A_window_is_cut_into_days_hours_and_minutes_without_gap_or_overlap()
    {
        var random = new Random(3);
        for (var i = 0; i < 1000; i++)
        {
            var from = Seeded.Start + (random.NextInt64(0, 10_000) * Buckets.WidthTicks);
            var to = from + (random.NextInt64(0, random.Next(1, 10_000)) * Buckets.WidthTicks);
            var at = from;
            foreach (var part in LedgerWindow.Cut(from, to))
            {
                Assert.Equal(at, part.FromTicks);
                Assert.True(part.ToTicks > part.FromTicks);
                Assert.Equal(0, part.FromTicks % LedgerWindow.WidthTicks(part.Level));
                Assert.Equal(0, part.ToTicks % LedgerWindow.WidthTicks(part.Level));
                at = part.ToTicks;
            }

            Assert.Equal(to, at);
            Assert.True(LedgerWindow.Cut(from, to).Count <= 5);
        }
    }
}
