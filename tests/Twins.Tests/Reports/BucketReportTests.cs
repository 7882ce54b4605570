using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Twins.Tests.Reports;

public sealed class BucketReportTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_report_that_is_kept_has_the_slices_that_were_lent_but_for_those_of_nothing(int seed)
    {
        var random = new Random(seed);
        var slices = Enumerable.Range(0, 20).Select(number => Slice(random, number)).ToArray();
        ElementSlice[] expected = [.. slices.Where(slice => !slice.Elements.IsZero)];

        var kept = new BucketView("press", ReportPart.Own, 0, 1, true, slices, []).ToReport().Slices;

        Assert.InRange(expected.Length, 1, slices.Length - 1);
        Assert.Equal(expected, kept);
        Assert.Equal(expected, Enumerable.Range(0, kept.Count).Select(index => kept[index]));
    }

    private static ElementSlice Slice(Random random, int number)
    {
        var elements = default(ElementVector);
        for (var left = random.Next(4); left > 0; left--)
            elements[random.Next(ElementVector.Length)] = random.NextInt64(long.MinValue, long.MaxValue);
        return new ElementSlice(new SliceKey(number * Buckets.WidthTicks, $"product {number % 3}", null), elements);
    }
}
