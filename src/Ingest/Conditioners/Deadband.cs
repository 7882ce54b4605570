using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Ingest.Conditioners;

/// <summary>
/// Leaves out changes smaller than a sensor's deadband, in order of arrival; the reference is the last value that was recorded.
/// A change of quality is always recorded. Forgotten at a restart, so the first value after it is recorded.
/// </summary>
public sealed class Deadband
{
    private readonly Dictionary<int, (double Value, Quality Quality)> _recorded = [];

    /// <summary>Whether to leave the sample out; if not, it becomes the reference.</summary>
    public bool LeavesOut(int sensorKey, double deadband, in Sample sample)
    {
        if (deadband <= 0 || sample.Text is not null)
            return false;
        if (_recorded.TryGetValue(sensorKey, out var last)
            && last.Quality == sample.Quality
            && Math.Abs(sample.Value - last.Value) < deadband)
            return true;
        _recorded[sensorKey] = (sample.Value, sample.Quality);
        return false;
    }
}
