using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace OrleansTwin.Api;

/// <summary>Where Kestrel listens and how much it takes in.</summary>
internal static class Listening
{
    public static void Configure(KestrelServerOptions kestrel, ApiOptions options)
    {
        var (address, port, _) = ApiOptionsCheck.Listening(options);
        if (address.Equals(IPAddress.IPv6Any))
            kestrel.ListenAnyIP(port);
        else
            kestrel.Listen(address, port);
        kestrel.AddServerHeader = false;
        Limit(kestrel.Limits, options);
    }

    private static void Limit(KestrelServerLimits limits, ApiOptions options)
    {
        limits.MaxConcurrentConnections = options.ConnectionsMax;
        limits.RequestHeadersTimeout = options.HeadersTimeout;
        limits.KeepAliveTimeout = options.KeepAliveTimeout;
        limits.MinRequestBodyDataRate = limits.MinResponseDataRate =
            options.RateBytesMin == 0 ? null : new MinDataRate(options.RateBytesMin, options.RateGrace);
        limits.MaxRequestLineSize = options.RequestLineBytesMax;
        limits.MaxRequestBufferSize = Math.Max(1 << 20, options.RequestLineBytesMax + options.HeadersBytesMax);
        limits.MaxRequestHeadersTotalSize = options.HeadersBytesMax;
        limits.MaxRequestHeaderCount = options.HeadersMax;

        // The larger bodies of telemetry and plant are bounded where they are read.
        limits.MaxRequestBodySize = Math.Max(
            options.BodyBytesMax, Math.Max(options.TelemetryBytesMax, options.PlantBytesMax));
    }
}
