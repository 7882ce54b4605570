namespace OrleansTwin.Bench.Harness;

/// <summary>One measured number. The unit says what it counts: <c>samples/s</c>, <c>ms</c>, <c>B/sample</c>.</summary>
internal sealed record Figure(string Name, double Value, string Unit)
{
    /// <summary>The same measured another way in the same run; null: nothing to compare with.</summary>
    public Baseline? Baseline { get; init; }
}

/// <summary>What a figure is compared with, measured in the same run and in the figure's unit.</summary>
internal sealed record Baseline(string Name, double Value);
