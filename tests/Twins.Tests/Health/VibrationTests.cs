using OrleansTwin.Twins.Health.Vibration;

namespace OrleansTwin.Twins.Tests.Health;

public class VibrationTests
{
    private const double ShaftHz = 2000 / 60.0;

    /// <summary>Rexnord ZA-2115, as on the rig of the IMS tests.</summary>
    private static readonly BearingGeometry Bearing = new(16, 8.4074, 71.501, 15.17);

    private static readonly VibrationOptions Options = new(8192, 20_000, 3000, 6000, Bearing);

    [Fact]
    public void A_bearing_s_fault_frequencies_are_the_published_ones()
    {
        var hz = Bearing.At(ShaftHz);
        Assert.Equal((14.8, 236.4, 296.9, 139.9), (
            Math.Round(hz.Cage, 1), Math.Round(hz.OuterRace, 1), Math.Round(hz.InnerRace, 1), Math.Round(hz.Element, 1)));
    }

    [Fact]
    public void The_transform_is_that_of_its_definition_and_is_undone()
    {
        var random = new Random(1);
        var signal = Enumerable.Range(0, 64).Select(_ => random.NextDouble()).ToArray();
        var (real, imaginary) = (signal.ToArray(), new double[64]);
        var fourier = new Fourier(64);

        fourier.Forward(real, imaginary);

        for (var line = 0; line < 64; line++)
        {
            Assert.Equal(signal.Select((value, i) => value * Math.Cos(2 * Math.PI * line * i / 64)).Sum(), real[line], 10);
            Assert.Equal(signal.Select((value, i) => -value * Math.Sin(2 * Math.PI * line * i / 64)).Sum(), imaginary[line], 10);
        }

        fourier.Inverse(real, imaginary);
        Assert.All(real.Zip(signal), pair => Assert.Equal(pair.Second, pair.First, 12));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Fourier(100));
    }

    [Fact]
    public void A_sine_has_the_figures_of_the_textbook()
    {
        // 4000 Hz with an amplitude of 2 on an offset of 5: lines of 2.44 Hz fall on whole periods at 1638.4 lines; nearest 1638.
        var hz = 1638 * Options.SampleHz / Options.Length;
        var snapshot = Enumerable.Range(0, Options.Length)
            .Select(i => (float)(5 + (2 * Math.Sin(2 * Math.PI * hz * i / Options.SampleHz)))).ToArray();

        var features = new VibrationAnalyzer(Options).Of(snapshot, ShaftHz);

        Assert.Equal(Math.Sqrt(2), features.Rms, 4);
        Assert.Equal(4 / Math.PI, features.MeanAbsolute, 3);
        Assert.Equal(Math.Sqrt(2), features.Crest, 3);
        Assert.Equal(1.5, features.Kurtosis, 3);
        Assert.Equal(1, features.BandShare, 4);
    }

    [Fact]
    public void A_fault_shows_at_its_own_frequency_under_noise_and_slip_and_a_healthy_bearing_at_none()
    {
        var hz = Bearing.At(ShaftHz);
        var analyzer = new VibrationAnalyzer(Options);
        var healthy = analyzer.Of(Snapshot(0, 1), ShaftHz);
        Assert.All(
            new[] { healthy.OuterRace, healthy.InnerRace, healthy.Element },
            prominence => Assert.InRange(prominence, 0.5, 4));

        var outer = analyzer.Of(Snapshot(hz.OuterRace * 0.99, 2), ShaftHz);
        Assert.True(outer.OuterRace > 6 && outer.OuterRace > 2 * Math.Max(outer.InnerRace, outer.Element), $"{outer}");

        var inner = analyzer.Of(Snapshot(hz.InnerRace * 0.99, 3), ShaftHz);
        Assert.True(inner.InnerRace > 6 && inner.InnerRace > 2 * Math.Max(inner.OuterRace, inner.Element), $"{inner}");

        var element = analyzer.Of(Snapshot(2 * hz.Element * 0.99, 4), ShaftHz);
        Assert.True(element.Element > 6 && element.Element > 2 * Math.Max(element.OuterRace, element.InnerRace), $"{element}");
        Assert.True(outer.Kurtosis > healthy.Kurtosis);
    }

    [Fact]
    public void Samples_in_pieces_give_the_features_of_whole_snapshots()
    {
        var samples = Enumerable.Range(0, 3).SelectMany(seed => Snapshot(236 + seed, seed)).Append(1f).ToArray();
        var analyzer = new VibrationAnalyzer(Options);
        var stream = new VibrationMonitor(new VibrationAnalyzer(Options));
        var (told, random) = (new List<VibrationFeatures>(), new Random(5));
        for (var place = 0; place < samples.Length;)
        {
            var piece = Math.Min(random.Next(1, 12_000), samples.Length - place);
            stream.Push(samples.AsSpan(place, piece), ShaftHz, told.Add);
            place += piece;
        }

        Assert.Equal(
            Enumerable.Range(0, 3).Select(i => analyzer.Of(samples.AsSpan(i * Options.Length, Options.Length), ShaftHz)), told);
    }

    [Fact]
    public void A_baseline_is_that_of_the_first_healthy_hours_after_running_in_and_pauses_do_not_count()
    {
        var (watch, at) = (new BaselineWatch(new BaselineOptions(0.2)), new DateTime(2026, 1, 1));
        void Run(int readings, double value)
        {
            for (var i = 0; i < readings; i++)
                watch.Push(at = at.AddMinutes(30), value);
        }

        Run(48, 5);
        at = at.AddDays(9);
        Run(96, 1);
        Assert.True(double.IsNaN(watch.Baseline));
        Run(2, 1);
        Assert.Equal(1, watch.Baseline);
        Run(20, 1.19);
        Assert.False(watch.IsAlarm);
        Run(2, 1.21);
        Assert.False(watch.IsAlarm);
        Run(5, double.NaN);
        Run(5, 0.1);
        Run(1, 1.21);
        Assert.True(watch.IsAlarm);
        Run(1, 1.1);
        Assert.False(watch.IsAlarm);
        Assert.Throws<ArgumentException>(() => watch.Push(at.AddHours(-1), 1));
    }

    /// <summary>Noise, the shaft's hum, and blows that ring at 4.4 kHz as often as a fault is rolled over; 0: no fault.</summary>
    private static float[] Snapshot(double faultHz, int seed)
    {
        var random = new Random(seed);
        var snapshot = new float[Options.Length];
        for (var i = 0; i < snapshot.Length; i++)
        {
            var time = i / Options.SampleHz;
            var since = faultHz == 0 ? double.PositiveInfinity : time % (1 / faultHz);
            var ring = faultHz == 0 ? 0 : Math.Exp(-1200 * since) * Math.Sin(2 * Math.PI * 4400 * since);
            var noise = random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5;
            snapshot[i] = (float)((3 * Math.Sin(2 * Math.PI * ShaftHz * time)) + (1.5 * ring) + noise);
        }

        return snapshot;
    }
}
