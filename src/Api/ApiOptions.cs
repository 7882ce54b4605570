namespace OrleansTwin.Api;

/// <summary>
/// What the gateway serves, where, to whom and how much of it. Bound from configuration key <c>Api</c>;
/// <see cref="ApiOptionsCheck"/> refuses a bad value at start.
/// </summary>
public sealed record ApiOptions
{
    /// <summary>One plain HTTP address. Any but a loopback address demands <see cref="Keys"/>.</summary>
    public string ListenUrl { get; init; } = "http://127.0.0.1:8080";

    /// <summary>API keys; with none, everybody who reaches the loopback address may do everything.</summary>
    public IReadOnlyList<ApiKey> Keys { get; init; } = [];

    /// <summary>
    /// Host names (without port) that a request may be addressed to, besides loopback names; none and not on loopback: any.
    /// </summary>
    public IReadOnlyList<string> HostNames { get; init; } = [];

    /// <summary>Open connections, live streams among them; further ones are closed at once.</summary>
    public int ConnectionsMax { get; init; } = 1000;

    /// <summary>
    /// Requests under <c>/api</c> that may be worked on at the same time, live streams left out; further ones are told to come
    /// back (503). Probes and metrics answer always.
    /// </summary>
    public int RequestsInFlightMax { get; init; } = 256;

    /// <summary>
    /// Requests of one client (its key, or its address where there are no keys) in a second; 0: as many as it likes.
    /// </summary>
    public int RequestsPerSecondMax { get; init; }

    /// <summary>How long a client may take to send a request's headers.</summary>
    public TimeSpan HeadersTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may rest between two requests.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Least bytes a second, after <see cref="RateGrace"/>, at which a body must arrive and an answer be taken; 0: any. A reader
    /// of a live stream that takes nothing is cut off by it.
    /// </summary>
    public int RateBytesMin { get; init; } = 240;

    public TimeSpan RateGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Header lines of a request together.</summary>
    public int HeadersBytesMax { get; init; } = 32 << 10;

    public int HeadersMax { get; init; } = 100;

    /// <summary>Items of a page when the question names no limit.</summary>
    public int PageSizeDefault { get; init; } = 100;

    public int PageSizeMax { get; init; } = 1000;

    /// <summary>Points, samples or intervals of one answer.</summary>
    public int PointsMax { get; init; } = 10_000;

    /// <summary>Longest window that can be asked for.</summary>
    public TimeSpan WindowMax { get; init; } = TimeSpan.FromDays(3660);

    /// <summary>Packed telemetry body.</summary>
    public int TelemetryBytesMax { get; init; } = 4 << 20;

    /// <summary>
    /// Telemetry bodies that are being received or worked on, together; further ones are told to come back (429). A body without
    /// a length counts as <see cref="TelemetryBytesMax"/>.
    /// </summary>
    public long TelemetryBytesInFlightMax { get; init; } = 64L << 20;

    /// <summary>Files of history under way, in and out together; further ones are told to come back (429).</summary>
    public int FilesInFlightMax { get; init; } = 4;

    public int PlantBytesMax { get; init; } = 8 << 20;

    /// <summary>File of a trained model.</summary>
    public int ModelBytesMax { get; init; } = 16 << 20;

    /// <summary>Any other body.</summary>
    public int BodyBytesMax { get; init; } = 64 << 10;

    /// <summary>Request line: 1000 ids of a subscription fit.</summary>
    public int RequestLineBytesMax { get; init; } = 128 << 10;

    public int IdLengthMax { get; init; } = 512;

    /// <summary>Twins of one subscription.</summary>
    public int LiveIdsMax { get; init; } = 1000;

    /// <summary>Alarms that are told at a time to who watches them; of more, the newest.</summary>
    public int LiveAlarmsMax { get; init; } = 200;

    /// <summary>Subscriptions of one client (its key, or its address where there are no keys).</summary>
    public int LivePerClientMax { get; init; } = 20;

    public int LiveTotalMax { get; init; } = 500;

    /// <summary>How often watched twins are looked at.</summary>
    public TimeSpan LivePeriod { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Events kept for those who come back.</summary>
    public int LiveRingMax { get; init; } = 16_384;

    /// <summary>How long twins stay watched after the last subscriber has left, so that a reconnect finds its events.</summary>
    public TimeSpan LiveLinger { get; init; } = TimeSpan.FromSeconds(60);

    public TimeSpan LiveHeartbeat { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Failed key attempts of one address within <see cref="FailedAttemptsWindow"/> before it is told to wait.</summary>
    public int FailedAttemptsMax { get; init; } = 10;

    public TimeSpan FailedAttemptsWindow { get; init; } = TimeSpan.FromMinutes(1);
}
