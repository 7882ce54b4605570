namespace OrleansTwin.Bench.Harness;

/// <summary>What a figure has to reach, or not to exceed.</summary>
internal sealed record Bar(string Benchmark, string Figure, BarKind Kind, double Limit, string Unit)
{
    public bool IsHeldBy(double value) => Kind == BarKind.AtLeast ? value >= Limit : value <= Limit;

    /// <summary>What it asks, for instance <c>≤ 10 ms</c>.</summary>
    public string Demand => $"{(Kind == BarKind.AtLeast ? "≥" : "≤")} {Numbers.Show(Limit)} {Unit}";

    public override string ToString() => $"{Benchmark}: {Figure} {Demand}";
}

internal enum BarKind
{
    AtLeast,
    AtMost,
}
