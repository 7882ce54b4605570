namespace OrleansTwin.Proofs;

/// <summary>A way into the process, at whose end somebody acknowledges.</summary>
internal interface IFeed : IAsyncDisposable
{
    /// <summary>Returns when every value has been acknowledged, however often it had to be sent for that.</summary>
    Task SendAsync(IReadOnlyList<SentValue> values, CancellationToken cancellation);
}
