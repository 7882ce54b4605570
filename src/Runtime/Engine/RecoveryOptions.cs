namespace OrleansTwin.Runtime.Engine;

/// <summary>How hard the process tries to bring the twins of a stopped partition back.</summary>
internal sealed record RecoveryOptions
{
    /// <summary>Attempts without a checkpoint between them; then the partition stays stopped.</summary>
    public int AttemptsMax { get; init; } = 5;

    /// <summary>The first attempt is made at once, the second after this wait, each further one after twice the wait.</summary>
    public TimeSpan WaitMin { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What there is to wait before an attempt; the first is 1.</summary>
    public TimeSpan WaitBefore(int attempt) => attempt <= 1 ? TimeSpan.Zero : WaitMin * Math.Pow(2, attempt - 2);
}
