namespace OrleansTwin.Proofs;

/// <summary>One value as it was sent; without a time it gets one at receipt.</summary>
internal readonly record struct SentValue(string SensorId, string Tag, long? AtTicks, double Value, string? Text);

/// <summary>What was acknowledged by whoever took it, and so must be in the history: once, and nothing else beside it.</summary>
internal sealed class Account
{
    private readonly Dictionary<string, HashSet<(long AtTicks, double Value, string? Text)>> _timed = new(StringComparer.Ordinal);

    public long Acknowledged { get; private set; }

    /// <summary>Acknowledged pulses without a time.</summary>
    public long Pulses { get; private set; }

    public long LastTicks { get; private set; }

    public IReadOnlyDictionary<string, HashSet<(long AtTicks, double Value, string? Text)>> Timed => _timed;

    public void Add(IEnumerable<SentValue> values)
    {
        foreach (var value in values)
            Add(value);
    }

    private void Add(in SentValue value)
    {
        Acknowledged++;
        if (value.AtTicks is not { } at)
        {
            Pulses++;
            return;
        }

        LastTicks = Math.Max(LastTicks, at);
        if (!_timed.TryGetValue(value.SensorId, out var samples))
            _timed[value.SensorId] = samples = [];
        samples.Add((at, value.Value, value.Text));
    }
}
