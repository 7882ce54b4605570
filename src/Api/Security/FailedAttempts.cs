using System.Net;
using System.Net.Sockets;

namespace OrleansTwin.Api.Security;

/// <summary>
/// Counts failed keys per address (per /64 for IPv6) in a fixed window. An address over the limit is refused before its key is
/// looked at, even a right one: letting right keys through would let an attacker go on guessing. The table is bounded; when it is
/// full of fresh entries, new addresses share one.
/// </summary>
internal sealed class FailedAttempts(ApiOptions options, TimeProvider time)
{
    private const int AddressesMax = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, (int Count, DateTimeOffset Since)> _failures = [];

    /// <summary>Entries of the table.</summary>
    public int Addresses
    {
        get
        {
            lock (_gate)
                return _failures.Count;
        }
    }

    /// <summary>How long the address has to wait; null: it may try.</summary>
    public TimeSpan? Wait(IPAddress? address)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (!_failures.TryGetValue(PlaceOf(address), out var entry) || entry.Count < options.FailedAttemptsMax)
                return null;
            var rest = entry.Since + options.FailedAttemptsWindow - now;
            return rest > TimeSpan.Zero ? rest : null;
        }
    }

    public void Count(IPAddress? address)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (_failures.Count >= AddressesMax)
                Forget(now);
            var place = PlaceOf(address);
            var entry = _failures.GetValueOrDefault(place);
            var isFresh = entry.Count > 0 && now - entry.Since < options.FailedAttemptsWindow;
            _failures[place] = isFresh ? (entry.Count + 1, entry.Since) : (1, now);
        }
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (place, entry) in _failures)
        {
            if (now - entry.Since >= options.FailedAttemptsWindow)
                _failures.Remove(place);
        }
    }

    private IPAddress PlaceOf(IPAddress? address)
    {
        var place = NetworkOf(address ?? IPAddress.None);
        return _failures.Count < AddressesMax || _failures.ContainsKey(place) ? place : IPAddress.None;
    }

    private static IPAddress NetworkOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
