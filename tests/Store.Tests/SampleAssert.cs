using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Tests;

internal static class SampleAssert
{
    /// <summary>Equal bit for bit, also for NaN and −0.</summary>
    public static void Same(IReadOnlyList<Sample> expected, IReadOnlyList<Sample> actual, string because = "")
    {
        Assert.True(expected.Count == actual.Count, $"{because}: {actual.Count} samples instead of {expected.Count}.");
        for (var i = 0; i < expected.Count; i++)
            Assert.True(Bits(expected[i]) == Bits(actual[i]), $"{because}: sample {i} is {actual[i]} instead of {expected[i]}.");
    }

    private static (long, long, long, long, Quality, string?) Bits(in Sample sample) => (
        sample.SourceTicks, sample.ReceiveTicks, BitConverter.DoubleToInt64Bits(sample.Value),
        BitConverter.DoubleToInt64Bits(sample.RawValue), sample.Quality, sample.Text);
}
