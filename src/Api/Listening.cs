using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace OrleansTwin.Api;

/// <summary>Where Kestrel listens and how much it takes in.</summary>
internal static class Listening
{
    private const int HeadersBytesMax = 32 << 10;

    public static void Configure(KestrelServerOptions kestrel, ApiOptions options)
    {
        var (address, port, _) = ApiOptionsCheck.Listening(options);
        if (address.Equals(IPAddress.IPv6Any))
            kestrel.ListenAnyIP(port);
        else
            kestrel.Listen(address, port);
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestLineSize = options.RequestLineBytesMax;
        kestrel.Limits.MaxRequestBufferSize = Math.Max(1 << 20, options.RequestLineBytesMax + HeadersBytesMax);
        kestrel.Limits.MaxRequestHeadersTotalSize = HeadersBytesMax;

        // The larger bodies of telemetry and plant are bounded where they are read.
        kestrel.Limits.MaxRequestBodySize = Math.Max(
            options.BodyBytesMax, Math.Max(options.TelemetryBytesMax, options.PlantBytesMax));
    }
}
