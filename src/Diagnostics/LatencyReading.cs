namespace OrleansTwin.Diagnostics;

/// <summary>
/// A <see cref="LatencyHistogram"/> at one moment: counts up to each bound, and above the last one.
/// </summary>
public sealed class LatencyReading
{
    private readonly long[] _bounds;
    private readonly long[] _counts;

    internal LatencyReading(long[] bounds, long[] counts, TimeSpan sum) =>
        (_bounds, _counts, Sum, Count) = (bounds, counts, sum, counts.Sum());

    public long Count { get; }

    public TimeSpan Sum { get; }

    /// <summary>
    /// Bounds in seconds that exporters tell, 1, 2 and 5 of every decade: all of them would be three times the series for no
    /// other dashboard.
    /// </summary>
    public static IReadOnlyList<double> ExportedBoundsS { get; } =
    [
        10e-6, 20e-6, 50e-6, 100e-6, 200e-6, 500e-6, 1e-3, 2e-3, 5e-3, 10e-3, 20e-3, 50e-3, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50,
        100,
    ];

    /// <summary>
    /// The time that a share of the recordings (0 to 1) did not exceed, linear within its step; zero where nothing was recorded,
    /// the last bound where it lies beyond.
    /// </summary>
    public TimeSpan Quantile(double share)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        var rank = share * Count;
        var before = 0L;
        for (var i = 0; i < _bounds.Length; i++)
        {
            if (_counts[i] > 0 && before + _counts[i] >= rank)
            {
                var low = i == 0 ? 0 : _bounds[i - 1];
                return new TimeSpan(low + (long)((_bounds[i] - low) * Math.Max(0, (rank - before) / _counts[i])));
            }

            before += _counts[i];
        }

        return new TimeSpan(Count == 0 ? 0 : _bounds[^1]);
    }

    /// <summary>How many recordings did not exceed a time that is one of the bounds.</summary>
    public long CountUpTo(TimeSpan bound)
    {
        var index = Array.BinarySearch(_bounds, bound.Ticks);
        return index >= 0
            ? _counts.AsSpan(0, index + 1).ToArray().Sum()
            : throw new ArgumentOutOfRangeException(nameof(bound), bound, "Expected one of the histogram's bounds.");
    }
}
