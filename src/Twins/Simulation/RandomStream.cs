namespace OrleansTwin.Twins.Simulation;

/// <summary>
/// A stream of random numbers that is a pure function of seed and name (SplitMix64: Steele, Lea and Flood 2014), so that
/// every machine and sensor draws from its own and a change in one disturbs no other. It doesn't lean on the runtime's
/// generator, whose sequence may change between versions.
/// </summary>
internal sealed class RandomStream(ulong state)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private ulong _state = state;
    private double _spareGaussian = double.NaN;

    /// <summary>The stream of one purpose of one asset.</summary>
    public static RandomStream For(int seed, string name, string purpose) =>
        new(Mix(Hash(purpose, Hash(name, Mix((uint)seed + Golden)))));

    /// <summary>FNV-1a over UTF-16 units: the same on every machine and run, unlike string.GetHashCode.</summary>
    public static ulong Hash(string text, ulong start = 0xCBF29CE484222325)
    {
        var hash = start;
        foreach (var unit in text)
            hash = (hash ^ unit) * 0x100000001B3;
        return hash;
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double Uniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    public double Exponential(double mean) => -mean * Math.Log(1 - Uniform());

    /// <summary>Standard normal, by Marsaglia's polar method.</summary>
    public double Gaussian()
    {
        if (!double.IsNaN(_spareGaussian))
        {
            var spare = _spareGaussian;
            _spareGaussian = double.NaN;
            return spare;
        }
        double x, y, square;
        do
        {
            x = (2 * Uniform()) - 1;
            y = (2 * Uniform()) - 1;
            square = (x * x) + (y * y);
        }
        while (square is >= 1 or 0);
        var scale = Math.Sqrt(-2 * Math.Log(square) / square);
        _spareGaussian = y * scale;
        return x * scale;
    }

    /// <summary>
    /// Gamma with a mean and coefficient of variation (Marsaglia and Tsang 2000). A variation of 0 is the mean itself, of 1
    /// the exponential distribution; 0.05 is nearly normal, yet never negative.
    /// </summary>
    public double Gamma(double mean, double variation)
    {
        if (variation <= 0)
            return mean;
        var shape = 1 / (variation * variation);
        return mean / shape * (shape >= 1 ? GammaOfShape(shape) : GammaOfShape(shape + 1) * Math.Pow(1 - Uniform(), 1 / shape));
    }

    private double GammaOfShape(double shape)
    {
        if (shape == 1)
            return Exponential(1);
        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = Gaussian();
            var v = 1 + (c * x);
            v *= v * v;
            if (v > 0 && Math.Log(1 - Uniform()) < (0.5 * x * x) + (d * (1 - v + Math.Log(v))))
                return d * v;
        }
    }

    private ulong Next()
    {
        _state += Golden;
        return Mix(_state);
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
