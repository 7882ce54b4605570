using OrleansTwin.Store.Archive;

namespace OrleansTwin.Store.Tests;

public class StoreOptionsTests
{
    public static TheoryData<StoreOptions, string> Wrong => new()
    {
        { new StoreOptions { HistoryKeepDays = -1 }, "HistoryKeepDays is -1" },
        { new StoreOptions { HistoryBytesMax = -5 }, "HistoryBytesMax is -5" },
        { new StoreOptions { HistoryKeepDays = 30, AggregatesKeepDays = 7 }, "at least HistoryKeepDays (30)" },
        { new StoreOptions { WriteQueueBytesMax = 0 }, "WriteQueueBytesMax is 0" },
        { new StoreOptions { Archive = new ArchiveOptions { BytesMax = 0 } }, "BytesMax is 0" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_can_not_be_meant_is_refused_with_what_was_expected(StoreOptions options, string told)
    {
        var refused = Assert.Throws<ArgumentException>(options.Check);
        Assert.Contains(told, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_for_a_month_and_aggregates_for_a_year_can_be_kept() =>
        new StoreOptions { HistoryKeepDays = 30, HistoryBytesMax = 1L << 30, AggregatesKeepDays = 365 }.Check();

    [Fact]
    public void A_journal_without_room_for_the_largest_batch_is_refused_with_the_room_it_needs()
    {
        var options = new StoreOptions { SamplesPerBatchMax = 10, JournalBytesMax = 80_000 };
        options.CheckJournalTakesBatch(textChars: 0, receipts: 1);
        var refused = Assert.Throws<ArgumentException>(() => options.CheckJournalTakesBatch(textChars: 256, receipts: 1));
        Assert.Contains("JournalBytesMax is 80000; expected at least", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Raise storage.journalBytesMax", refused.Message, StringComparison.Ordinal);
        (options with { JournalBytesMax = 0 }).CheckJournalTakesBatch(textChars: 256, receipts: 1);
        StoreOptions.Default.CheckJournalTakesBatch(textChars: 256, receipts: 16_384);
    }
}
