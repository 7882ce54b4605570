using OrleansTwin.Store.Archive;

namespace OrleansTwin.Store.Tests;

public class StoreOptionsTests
{
    public static TheoryData<StoreOptions, string> Wrong => new()
    {
        { new StoreOptions { HistoryKeepDays = -1 }, "HistoryKeepDays is -1" },
        { new StoreOptions { HistoryBytesMax = -5 }, "HistoryBytesMax is -5" },
        { new StoreOptions { HistoryKeepDays = 30, AggregatesKeepDays = 7 }, "at least HistoryKeepDays (30)" },
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
}
