namespace OrleansTwin.Twins.Health.Vibration;

/// <summary>
/// The discrete Fourier transform of a fixed length that is a power of two (Cooley and Tukey 1965), in place; allocates nothing
/// after it was made.
/// </summary>
public sealed class Fourier
{
    public const int LengthMax = 1 << 20;

    private readonly double[] _cosines;
    private readonly double[] _sines;

    public Fourier(int length)
    {
        if (length is < 2 or > LengthMax || (length & (length - 1)) != 0)
            throw new ArgumentOutOfRangeException(nameof(length), length, $"Expected a power of two from 2 to {LengthMax}.");
        Length = length;
        _cosines = [.. Enumerable.Range(0, length / 2).Select(i => Math.Cos(2 * Math.PI * i / length))];
        _sines = [.. Enumerable.Range(0, length / 2).Select(i => -Math.Sin(2 * Math.PI * i / length))];
    }

    public int Length { get; }

    /// <summary>Real and imaginary parts become those of the spectrum, unscaled.</summary>
    public void Forward(Span<double> real, Span<double> imaginary)
    {
        if (real.Length != Length || imaginary.Length != Length)
            throw new ArgumentException($"Parts have {real.Length} and {imaginary.Length} values; expected {Length} each.");
        Reorder(real, imaginary);
        for (var half = 1; half < Length; half *= 2)
        {
            var step = Length / (2 * half);
            for (var start = 0; start < Length; start += 2 * half)
            {
                for (var i = 0; i < half; i++)
                    Butterfly(real, imaginary, start + i, start + i + half, i * step);
            }
        }
    }

    /// <summary>The inverse, scaled, so that it undoes <see cref="Forward"/>.</summary>
    public void Inverse(Span<double> real, Span<double> imaginary)
    {
        // Parts that are swapped turn the other way round.
        Forward(imaginary, real);
        for (var i = 0; i < Length; i++)
        {
            real[i] /= Length;
            imaginary[i] /= Length;
        }
    }

    private void Butterfly(Span<double> real, Span<double> imaginary, int a, int b, int turn)
    {
        var (cosine, sine) = (_cosines[turn], _sines[turn]);
        var turnedReal = (real[b] * cosine) - (imaginary[b] * sine);
        var turnedImaginary = (real[b] * sine) + (imaginary[b] * cosine);
        (real[b], imaginary[b]) = (real[a] - turnedReal, imaginary[a] - turnedImaginary);
        (real[a], imaginary[a]) = (real[a] + turnedReal, imaginary[a] + turnedImaginary);
    }

    // By the bits of the place in reverse order.
    private static void Reorder(Span<double> real, Span<double> imaginary)
    {
        var other = 0;
        for (var i = 0; i < real.Length - 1; i++)
        {
            if (i < other)
            {
                (real[i], real[other]) = (real[other], real[i]);
                (imaginary[i], imaginary[other]) = (imaginary[other], imaginary[i]);
            }

            var bit = real.Length / 2;
            for (; (other & bit) != 0; bit /= 2)
                other ^= bit;
            other |= bit;
        }
    }
}
