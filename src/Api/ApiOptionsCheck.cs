using System.Net;

namespace OrleansTwin.Api;

/// <summary>An option that the gateway can't start with: which key, what was found, what was expected, how to mend it.</summary>
public sealed class ApiOptionsException(string key, string found, string expected, string remedy)
    : Exception($"Api:{key} is {found}. Expected: {expected}. {remedy}")
{
    public string Key { get; } = key;

    public string Found { get; } = found;

    public string Expected { get; } = expected;

    public string Remedy { get; } = remedy;
}

/// <summary>Refuses options that would be unsafe or meaningless.</summary>
public static class ApiOptionsCheck
{
    /// <exception cref="ApiOptionsException">The first option that is wrong.</exception>
    public static void Demand(ApiOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        DemandListenUrl(options);
        foreach (var key in options.Keys)
            DemandKey(key);
        DemandLimits(options);
    }

    /// <summary>The address to bind; <see cref="IPAddress.IPv6Any"/>: all addresses of this machine, of both families.</summary>
    internal static (IPAddress Address, int Port, bool IsLoopback) Listening(ApiOptions options)
    {
        var plain = options.ListenUrl.Replace("://*", "://[::]", StringComparison.Ordinal).Replace(
            "://+", "://[::]", StringComparison.Ordinal);
        if (!Uri.TryCreate(plain, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp || url.PathAndQuery != "/")
        {
            throw new ApiOptionsException(
                nameof(options.ListenUrl),
                $"'{options.ListenUrl}'",
                "http://ADDRESS:PORT without a path, for example http://127.0.0.1:8080",
                "Correct the address. For TLS put a proxy in front that ends it.");
        }

        if (url.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            return (IPAddress.Loopback, url.Port, true);
        return IPAddress.TryParse(url.Host.Trim('[', ']'), out var address)
            ? (address, url.Port, IPAddress.IsLoopback(address))
            : throw new ApiOptionsException(
                nameof(options.ListenUrl),
                $"'{options.ListenUrl}'",
                "an IP address of this machine, localhost, or 0.0.0.0 for all of them",
                "Replace the name by an address; names that clients use belong in Api:HostNames.");
    }

    private static void DemandListenUrl(ApiOptions options)
    {
        var (_, _, isLoopback) = Listening(options);
        if (isLoopback || options.Keys.Count > 0)
            return;
        throw new ApiOptionsException(
            nameof(options.Keys),
            $"empty while Api:ListenUrl is '{options.ListenUrl}', an address that others can reach",
            "at least one API key",
            "Add a key under Api:Keys, or listen on http://127.0.0.1:8080.");
    }

    private static void DemandKey(ApiKey key)
    {
        if (string.IsNullOrWhiteSpace(key.Name))
            throw new ApiOptionsException(
                "Keys", "a key without a name", "a name for every key", "Name the client that uses it.");
        if (key.Sha256.Length != 64 || !key.Sha256.All(char.IsAsciiHexDigit))
        {
            throw new ApiOptionsException(
                $"Keys:{key.Name}:Sha256",
                $"text of {key.Sha256.Length} characters",
                "the key's SHA-256 as 64 hexadecimal digits",
                "Make it with: printf %s \"$KEY\" | sha256sum");
        }

        if (key.Roles.Count == 0 || !key.Roles.All(Enum.IsDefined))
        {
            throw new ApiOptionsException(
                $"Keys:{key.Name}:Roles", "empty or unknown", "some of Read, Write, Forward, Admin", "Say what the key may do.");
        }

        if (key.Site is { } site && (site.Length == 0 || !key.Roles.SequenceEqual([ApiRole.Forward])))
        {
            throw new ApiOptionsException(
                $"Keys:{key.Name}:Site", $"'{site}' beside the roles {string.Join(", ", key.Roles)}",
                "a site's path for a key with the role Forward alone",
                "Give the Edge a key of its own, or leave the site out: what else a key may do is not bound to a site.");
        }
    }

    private static void DemandLimits(ApiOptions o)
    {
        Demand(nameof(o.ConnectionsMax), o.ConnectionsMax, 1, 1_000_000);
        Demand(nameof(o.RequestsInFlightMax), o.RequestsInFlightMax, 1, 100_000);
        Demand(nameof(o.RequestsPerSecondMax), o.RequestsPerSecondMax, 0, 1_000_000);
        Demand(nameof(o.HeadersTimeout), o.HeadersTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10));
        Demand(nameof(o.KeepAliveTimeout), o.KeepAliveTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Demand(nameof(o.RateBytesMin), o.RateBytesMin, 0, 1 << 20);
        Demand(nameof(o.RateGrace), o.RateGrace, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(5));
        Demand(nameof(o.HeadersBytesMax), o.HeadersBytesMax, 1024, 1 << 20);
        Demand(nameof(o.HeadersMax), o.HeadersMax, 8, 10_000);
        Demand(nameof(o.PageSizeMax), o.PageSizeMax, 1, 10_000);
        Demand(nameof(o.PageSizeDefault), o.PageSizeDefault, 1, o.PageSizeMax);
        Demand(nameof(o.PointsMax), o.PointsMax, 1, 1_000_000);
        Demand(nameof(o.TelemetryBytesMax), o.TelemetryBytesMax, 1024, 256 << 20);
        Demand(nameof(o.TelemetryBytesInFlightMax), o.TelemetryBytesInFlightMax, o.TelemetryBytesMax, 1L << 36);
        Demand(nameof(o.FilesInFlightMax), o.FilesInFlightMax, 1, 1000);
        Demand(nameof(o.PlantBytesMax), o.PlantBytesMax, 1024, 256 << 20);
        Demand(nameof(o.ModelBytesMax), o.ModelBytesMax, 1024, 64 << 20);
        Demand(nameof(o.BodyBytesMax), o.BodyBytesMax, 1024, 16 << 20);
        Demand(nameof(o.RequestLineBytesMax), o.RequestLineBytesMax, 4096, 16 << 20);
        Demand(nameof(o.IdLengthMax), o.IdLengthMax, 16, 4096);
        Demand(nameof(o.LiveIdsMax), o.LiveIdsMax, 1, 100_000);
        Demand(nameof(o.LiveAlarmsMax), o.LiveAlarmsMax, 1, 10_000);
        Demand(nameof(o.LivePerClientMax), o.LivePerClientMax, 1, 100_000);
        Demand(nameof(o.LiveTotalMax), o.LiveTotalMax, 1, 100_000);
        Demand(nameof(o.LiveRingMax), o.LiveRingMax, 1, 1 << 24);
        Demand(nameof(o.FailedAttemptsMax), o.FailedAttemptsMax, 1, 1_000_000);
        Demand(nameof(o.WindowMax), o.WindowMax, TimeSpan.FromMinutes(1), TimeSpan.FromDays(36_600));
        Demand(nameof(o.LivePeriod), o.LivePeriod, TimeSpan.FromMilliseconds(5), TimeSpan.FromMinutes(1));
        Demand(nameof(o.LiveLinger), o.LiveLinger, TimeSpan.Zero, TimeSpan.FromHours(1));
        Demand(nameof(o.LiveHeartbeat), o.LiveHeartbeat, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(5));
        Demand(nameof(o.FailedAttemptsWindow), o.FailedAttemptsWindow, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
    }

    private static void Demand<T>(string key, T found, T min, T max)
        where T : IComparable<T>
    {
        if (found.CompareTo(min) < 0 || found.CompareTo(max) > 0)
            throw new ApiOptionsException(key, $"{found}", $"{min} to {max}", "Set it within that range or leave it out.");
    }
}
