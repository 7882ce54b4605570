namespace OrleansTwin.Api.Security;

/// <summary>
/// Counts the requests of each client in windows of a second. The table is bounded: when it is full, it begins anew with the
/// next window, and until then newcomers share one place.
/// </summary>
internal sealed class ClientRates(ApiOptions options, TimeProvider time)
{
    private const int ClientsMax = 10_000;
    private const string Others = "";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private long _second;

    /// <summary>False where the client has had its requests of this second.</summary>
    public bool Take(string client)
    {
        var second = time.GetUtcNow().UtcTicks / TimeSpan.TicksPerSecond;
        lock (_gate)
        {
            if (second != _second)
            {
                _counts.Clear();
                _second = second;
            }

            var place = _counts.Count < ClientsMax || _counts.ContainsKey(client) ? client : Others;
            var count = _counts.GetValueOrDefault(place);
            if (count >= options.RequestsPerSecondMax)
                return false;
            _counts[place] = count + 1;
            return true;
        }
    }
}
