namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// Waits between attempts to connect: doubled each time up to a maximum, half of it by chance, so that many clients of a broker
/// that restarts do not come back in the same moment.
/// </summary>
internal sealed class Backoff(int minMs, int maxMs, Random jitter)
{
    private int _failures;

    /// <summary>The full wait of the present step, in ms.</summary>
    public double StepMs => Math.Min(maxMs, minMs * Math.Pow(2, Math.Min(_failures, 30)));

    public TimeSpan Next()
    {
        double full = StepMs;
        _failures++;
        return TimeSpan.FromMilliseconds((full / 2) + (jitter.NextDouble() * full / 2));
    }

    public void Reset() => _failures = 0;

    /// <summary>The next wait is the longest: another client took over the session, or the broker asked to go away.</summary>
    public void Exhaust() => _failures = 30;
}
