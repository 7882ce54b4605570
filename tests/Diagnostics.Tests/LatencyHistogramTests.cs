using System.Diagnostics.Metrics;

namespace OrleansTwin.Diagnostics.Tests;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void Each_time_counts_up_to_the_first_bound_that_holds_it()
    {
        var histogram = new LatencyHistogram();
        foreach (var microseconds in new[] { 0, 10, 11, 20, 1000, 1001 })
            histogram.Record(TimeSpan.FromMicroseconds(microseconds));
        var reading = histogram.Read();
        Assert.Equal(2, reading.CountUpTo(TimeSpan.FromMicroseconds(10)));
        Assert.Equal(4, reading.CountUpTo(TimeSpan.FromMicroseconds(20)));
        Assert.Equal(5, reading.CountUpTo(TimeSpan.FromMilliseconds(1)));
        Assert.Equal((6, TimeSpan.FromMicroseconds(2042)), (reading.Count, reading.Sum));
    }

    [Fact]
    public void Every_exported_bound_is_a_bound()
    {
        var reading = new LatencyHistogram().Read();
        foreach (var bound in LatencyReading.ExportedBoundsS)
            Assert.Equal(0, reading.CountUpTo(TimeSpan.FromSeconds(bound)));
    }

    [Fact]
    public void A_quantile_lies_within_the_step_of_the_exact_one()
    {
        const int Seed = 4711;
        var random = new Random(Seed);
        var histogram = new LatencyHistogram();
        var times = new List<double>();
        for (var i = 0; i < 10_000; i++)
        {
            times.Add(Math.Exp((random.NextDouble() * 12) - 11));
            histogram.Record(TimeSpan.FromSeconds(times[i]));
        }

        times.Sort();
        foreach (var share in new[] { 0.01, 0.5, 0.9, 0.99, 0.999 })
        {
            var exact = times[(int)(share * times.Count)];
            var found = histogram.Read().Quantile(share).TotalSeconds;
            Assert.True(found > exact / 2 && found < exact * 2, $"seed {Seed}, share {share}: {found} s for {exact} s");
        }
    }

    [Fact]
    public void What_lies_beyond_the_last_bound_counts_and_a_time_below_zero_counts_as_none()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(TimeSpan.FromHours(1));
        histogram.Record(TimeSpan.FromSeconds(-1));
        var reading = histogram.Read();
        Assert.Equal(1, reading.CountUpTo(TimeSpan.FromSeconds(100)));
        Assert.Equal((2, TimeSpan.FromHours(1)), (reading.Count, reading.Sum));
        Assert.Equal(TimeSpan.FromSeconds(100), reading.Quantile(1));
        Assert.Equal(TimeSpan.Zero, new LatencyHistogram().Read().Quantile(0.99));
    }

    [Fact]
    public void Recording_allocates_nothing()
    {
        var histogram = new LatencyHistogram();
        histogram.RecordTicks(1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            histogram.RecordTicks(i);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void A_mirrored_histogram_tells_its_instrument_in_seconds_with_its_labels()
    {
        using var meter = new Meter("test");
        var told = new List<(double Value, string? Line)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (ReferenceEquals(instrument.Meter, meter))
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, value, labels, _) => told.Add((value, labels[0].Value as string)));
        listener.Start();

        var histogram = new LatencyHistogram();
        histogram.RecordTicks(1);
        histogram.MirrorTo(meter.CreateHistogram<double>("h"), new KeyValuePair<string, object?>("line", "l1"));
        histogram.Record(TimeSpan.FromMilliseconds(250));
        histogram.MirrorTo(null);
        histogram.RecordTicks(1);

        Assert.Equal([(0.25, "l1")], told);
        Assert.Equal(3, histogram.Read().Count);
    }
}
