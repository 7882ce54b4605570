using OrleansTwin.Grains.Interfaces;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Grains;

/// <summary>Fills columns sample by sample; a column that would say nothing is not made.</summary>
internal sealed class SampleColumnsBuilder(int count)
{
    private readonly long[] _source = new long[count];
    private readonly long[] _receive = new long[count];
    private readonly double[] _values = new double[count];
    private double[]? _raw;
    private byte[]? _qualities;
    private string?[]? _texts;
    private int _next;

    public void Add(in Sample sample)
    {
        var i = _next++;
        (_source[i], _receive[i], _values[i]) = (sample.SourceTicks, sample.ReceiveTicks, sample.Value);
        if (_raw is null && !IsSame(sample.RawValue, sample.Value))
            _values.AsSpan(0, i).CopyTo(_raw = new double[count]);
        if (_raw is not null)
            _raw[i] = sample.RawValue;
        if (sample.Quality != Quality.Good)
            (_qualities ??= new byte[count])[i] = (byte)sample.Quality;
        if (sample.Text is { } text)
            (_texts ??= new string?[count])[i] = text;
    }

    public SampleColumns Build() => new()
    {
        SourceTicks = _source,
        ReceiveTicks = _receive,
        Values = _values,
        RawValues = _raw,
        Qualities = _qualities,
        Texts = _texts,
    };

    private static bool IsSame(double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b);
}
