namespace OrleansTwin.Twins.Health.Vibration;

/// <summary>
/// Samples as they come, in pieces of any length: each time a snapshot is full its features are told, the same as those of that
/// snapshot by itself. Keeps one snapshot, and allocates nothing.
/// </summary>
public sealed class VibrationMonitor(VibrationAnalyzer analyzer)
{
    private readonly float[] _snapshot = new float[analyzer.Options.Length];
    private int _filled;

    /// <param name="samples">The next ones.</param>
    /// <param name="shaftHz">The shaft's speed at their end.</param>
    /// <param name="tell">Takes the features of each snapshot that they have filled.</param>
    public void Push(ReadOnlySpan<float> samples, double shaftHz, Action<VibrationFeatures> tell)
    {
        while (!samples.IsEmpty)
        {
            var taken = Math.Min(samples.Length, _snapshot.Length - _filled);
            samples[..taken].CopyTo(_snapshot.AsSpan(_filled));
            samples = samples[taken..];
            _filled += taken;
            if (_filled < _snapshot.Length)
                return;
            _filled = 0;
            tell(analyzer.Of(_snapshot, shaftHz));
        }
    }
}
