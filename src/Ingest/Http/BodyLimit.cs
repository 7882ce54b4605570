using System.Text.Json;

namespace OrleansTwin.Ingest.Http;

/// <summary>The limit by which a posted body was turned away; each has its counter.</summary>
public enum BodyLimit : byte
{
    None = 0,

    /// <summary><see cref="HttpTelemetryOptions.BodyBytesMax"/>.</summary>
    BodyBytes = 1,

    /// <summary><see cref="HttpTelemetryOptions.UnpackedBytesMax"/>.</summary>
    UnpackedBytes = 2,

    /// <summary><see cref="HttpTelemetryOptions.ValuesMax"/>.</summary>
    Values = 3,

    /// <summary><see cref="HttpTelemetryOptions.BodiesAtOnceMax"/>.</summary>
    BodiesAtOnce = 4,

    /// <summary><see cref="HttpTelemetryOptions.BytesAtOnceMax"/>.</summary>
    BytesAtOnce = 5,

    /// <summary>The pipeline's queue is full.</summary>
    Queue = 6,
}

/// <summary>Counts the bodies that each limit turned away; from any thread.</summary>
public sealed class BodyLimitCounts
{
    private static readonly BodyLimit[] Limits = [.. Enum.GetValues<BodyLimit>().Where(limit => limit != BodyLimit.None)];

    private readonly long[] _counts = new long[Limits.Length + 1];

    public long this[BodyLimit limit] => Interlocked.Read(ref _counts[(int)limit]);

    /// <summary>All of them, the limits as metrics spell them: <c>bodyBytes</c>.</summary>
    public IEnumerable<(string Limit, long Bodies)> All =>
        Limits.Select(limit => (JsonNamingPolicy.CamelCase.ConvertName(limit.ToString()), this[limit]));

    internal void Count(BodyLimit limit)
    {
        if (limit != BodyLimit.None)
            Interlocked.Increment(ref _counts[(int)limit]);
    }
}
