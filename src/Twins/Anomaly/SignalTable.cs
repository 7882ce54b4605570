namespace OrleansTwin.Twins.Anomaly;

/// <summary>Rows of a machine's signals, oldest first. NaN is a value that is missing.</summary>
/// <param name="Signals">A name for each column.</param>
/// <param name="Rows">A value for each signal.</param>
public sealed record SignalTable(IReadOnlyList<string> Signals, IReadOnlyList<double[]> Rows)
{
    public const int SignalsMax = 1024;

    /// <summary>The rows from <paramref name="first"/> on, <paramref name="count"/> of them.</summary>
    public SignalTable Part(int first, int count) => this with { Rows = [.. Rows.Skip(first).Take(count)] };
}
