using System.Buffers;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Codecs;

/// <summary>Samples as a column of each of their parts, in rented arrays that are longer than <paramref name="count"/>.</summary>
internal readonly ref struct SampleColumns(int count) : IDisposable
{
    private readonly long[] _sources = ArrayPool<long>.Shared.Rent(count);
    private readonly long[] _receives = ArrayPool<long>.Shared.Rent(count);
    private readonly double[] _values = ArrayPool<double>.Shared.Rent(count);
    private readonly double[] _raws = ArrayPool<double>.Shared.Rent(count);
    private readonly byte[] _qualities = ArrayPool<byte>.Shared.Rent(count);
    private readonly string?[] _texts = ArrayPool<string?>.Shared.Rent(count);

    public Span<long> Sources => _sources.AsSpan(0, count);

    public Span<long> Receives => _receives.AsSpan(0, count);

    public Span<double> Values => _values.AsSpan(0, count);

    public Span<double> Raws => _raws.AsSpan(0, count);

    public Span<byte> Qualities => _qualities.AsSpan(0, count);

    public Span<string?> Texts => _texts.AsSpan(0, count);

    public void Fill(ReadOnlySpan<Sample> samples)
    {
        for (var i = 0; i < samples.Length; i++)
        {
            ref readonly var sample = ref samples[i];
            _sources[i] = sample.SourceTicks;
            _receives[i] = sample.ReceiveTicks;
            _values[i] = sample.Value;
            _raws[i] = sample.RawValue;
            _qualities[i] = (byte)sample.Quality;
            _texts[i] = sample.Text;
        }
    }

    public void CopyTo(Span<Sample> samples)
    {
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = new Sample(
                _sources[i], _receives[i], _values[i], _raws[i], (Quality)_qualities[i], _texts[i]);
        }
    }

    public void Dispose()
    {
        ArrayPool<long>.Shared.Return(_sources);
        ArrayPool<long>.Shared.Return(_receives);
        ArrayPool<double>.Shared.Return(_values);
        ArrayPool<double>.Shared.Return(_raws);
        ArrayPool<byte>.Shared.Return(_qualities);
        ArrayPool<string?>.Shared.Return(_texts, clearArray: true);
    }
}
