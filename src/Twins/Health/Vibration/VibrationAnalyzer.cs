namespace OrleansTwin.Twins.Health.Vibration;

/// <summary>How snapshots of an accelerometer are looked at.</summary>
/// <param name="Length">Samples of a snapshot; a power of two.</param>
/// <param name="SampleHz">Samples a second.</param>
/// <param name="BandLowHz">Lower end of the resonance that faults ring; its envelope is looked at.</param>
/// <param name="BandHighHz">Upper end, at most half the sample rate.</param>
/// <param name="Bearing">Whose faults are looked for.</param>
public sealed record VibrationOptions(
    int Length, double SampleHz, double BandLowHz, double BandHighHz, BearingGeometry Bearing);

/// <summary>What a snapshot shows.</summary>
/// <param name="Rms">Root of the mean square, about the mean.</param>
/// <param name="MeanAbsolute">Of the deviation from the mean.</param>
/// <param name="Crest">Peak over root of the mean square: 1.4 for a sine, more for blows.</param>
/// <param name="Kurtosis">3 for noise, more for blows.</param>
/// <param name="BandShare">The share of power in the band.</param>
/// <param name="OuterRace">
/// Prominence in the envelope's spectrum at the first three harmonics of the fault's frequency: mean amplitude over the median of
/// the spectrum. About 1: nothing there.
/// </param>
/// <param name="InnerRace">The same for the inner race.</param>
/// <param name="Element">The same for a rolling element, which strikes twice a turn.</param>
public readonly record struct VibrationFeatures(
    double Rms, double MeanAbsolute, double Crest, double Kurtosis, double BandShare, double OuterRace, double InnerRace,
    double Element);

/// <summary>
/// Spectrum and envelope of snapshots (the high-frequency resonance technique: McFadden and Smith 1984). The envelope is the size
/// of the analytic signal of the band, which is the band's positive frequencies transformed back. One at a time; allocates
/// nothing.
/// </summary>
public sealed class VibrationAnalyzer
{
    private const int Harmonics = 3;

    /// <summary>Bearings slip: a fault may be so much slower than kinematics says.</summary>
    private const double SlipMax = 0.02;

    private readonly VibrationOptions _options;
    private readonly Fourier _fourier;
    private readonly double[] _real;
    private readonly double[] _imaginary;
    private readonly double[] _sorted;

    public VibrationAnalyzer(VibrationOptions options)
    {
        if (!(options.BandLowHz > 0) || !(options.BandHighHz > options.BandLowHz) || options.BandHighHz > options.SampleHz / 2)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"The band is {options.BandLowHz} to {options.BandHighHz} Hz; expected one in 0 to {options.SampleHz / 2}."));
        }

        (_options, _fourier) = (options, new Fourier(options.Length));
        (_real, _imaginary) = (new double[options.Length], new double[options.Length]);
        // An envelope changes no faster than its band is wide, and little beyond half of that: lines there say nothing of noise.
        var envelopeHz = (options.BandHighHz - options.BandLowHz) / 2;
        _sorted = new double[Math.Max(2, (int)(envelopeHz * options.Length / options.SampleHz))];
    }

    public VibrationOptions Options => _options;

    /// <param name="snapshot">Acceleration, as many samples as a snapshot has.</param>
    /// <param name="shaftHz">The shaft's speed during it.</param>
    public VibrationFeatures Of(ReadOnlySpan<float> snapshot, double shaftHz)
    {
        if (snapshot.Length != _options.Length)
            throw new ArgumentException($"The snapshot has {snapshot.Length} samples; expected {_options.Length}.");
        var mean = 0.0;
        foreach (var value in snapshot)
            mean += value / (double)snapshot.Length;
        var (absolute, square, fourth, peak) = (0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < snapshot.Length; i++)
        {
            var value = _real[i] = snapshot[i] - mean;
            absolute += Math.Abs(value) / snapshot.Length;
            square += value * value / snapshot.Length;
            fourth += value * value * value * value / snapshot.Length;
            peak = Math.Max(peak, Math.Abs(value));
        }

        var rms = Math.Sqrt(square);
        var share = BandEnvelope();
        var fault = _options.Bearing.At(shaftHz);
        return new VibrationFeatures(
            rms, absolute, peak / rms, fourth / (square * square), share, Prominence(fault.OuterRace),
            Prominence(fault.InnerRace), Prominence(2 * fault.Element));
    }

    // Leaves amplitudes of the envelope's spectrum in the real parts, and sorted ones beside; returns the band's share of power.
    private double BandEnvelope()
    {
        Array.Clear(_imaginary);
        _fourier.Forward(_real, _imaginary);
        var (all, band) = (0.0, 0.0);
        for (var i = 0; i < _real.Length; i++)
        {
            var power = (_real[i] * _real[i]) + (_imaginary[i] * _imaginary[i]);
            var frequency = i * _options.SampleHz / _options.Length;
            all += i <= _real.Length / 2 ? power : 0;
            if (i <= _real.Length / 2 && frequency >= _options.BandLowHz && frequency <= _options.BandHighHz)
                band += power;
            else
                (_real[i], _imaginary[i]) = (0, 0);
        }

        _fourier.Inverse(_real, _imaginary);
        var mean = 0.0;
        for (var i = 0; i < _real.Length; i++)
        {
            _real[i] = Math.Sqrt((_real[i] * _real[i]) + (_imaginary[i] * _imaginary[i]));
            mean += _real[i] / _real.Length;
        }

        for (var i = 0; i < _real.Length; i++)
            (_real[i], _imaginary[i]) = (_real[i] - mean, 0);
        _fourier.Forward(_real, _imaginary);
        for (var i = 0; i < _sorted.Length; i++)
            _sorted[i] = _real[i] = Math.Sqrt((_real[i] * _real[i]) + (_imaginary[i] * _imaginary[i]));
        Array.Sort(_sorted);
        return band / all;
    }

    // The highest line between the kinematic frequency and the slowest that slip allows.
    private double Prominence(double hz)
    {
        var (sum, lineHz) = (0.0, _options.SampleHz / _options.Length);
        for (var harmonic = 1; harmonic <= Harmonics; harmonic++)
        {
            var last = (int)Math.Ceiling(harmonic * hz / lineHz);
            var first = Math.Max(1, (int)Math.Floor(harmonic * hz * (1 - SlipMax) / lineHz));
            var highest = 0.0;
            for (var line = first; line <= last && line < _sorted.Length; line++)
                highest = Math.Max(highest, _real[line]);
            sum += highest / Harmonics;
        }

        return sum / _sorted[_sorted.Length / 2];
    }
}
