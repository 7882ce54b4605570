using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using OrleansTwin.Bench.Harness;

namespace OrleansTwin.Bench.Http;

/// <summary>
/// A lean client, since it shares the cores with what it measures: one thread, keep-alive connections, one request in flight on
/// each, no pipelining. The connections take turns: an answer is read, checked and timed, and the next request sent.
/// </summary>
internal sealed class KeepAliveLoad : IDisposable
{
    private readonly Connection[] _connections;

    public KeepAliveLoad(Uri server, int connections) =>
        _connections = [.. Enumerable.Range(0, connections).Select(_ => new Connection(server))];

    /// <summary>Sends GET requests to the paths in turn for a while.</summary>
    /// <param name="paths">Made requests, see <see cref="Get"/>.</param>
    /// <param name="duration">How long.</param>
    /// <param name="status">What every answer must be.</param>
    public LoadResult Run(IReadOnlyList<byte[]> paths, TimeSpan duration, int status = 200)
    {
        var latencies = new Latencies(10_000_000);
        var (next, start) = (0, Stopwatch.GetTimestamp());
        foreach (var connection in _connections)
            connection.Send(paths[next++ % paths.Count]);
        while (Stopwatch.GetElapsedTime(start) < duration)
        {
            foreach (var connection in _connections)
            {
                latencies.Add(connection.Receive(status));
                connection.Send(paths[next++ % paths.Count]);
            }
        }

        var perSecond = latencies.Count / Stopwatch.GetElapsedTime(start).TotalSeconds;
        foreach (var connection in _connections)
            connection.Receive(status);
        return new LoadResult(perSecond, latencies.PercentileMs(0.5), latencies.PercentileMs(0.99));
    }

    /// <summary>The best of three runs after a warm-up: others on the machine only ever slow it down.</summary>
    public LoadResult Best(IReadOnlyList<byte[]> paths, TimeSpan warmUp, TimeSpan duration, int status = 200)
    {
        Run(paths, warmUp, status);
        return Enumerable.Range(0, 3).Select(_ => Run(paths, duration, status)).MaxBy(result => result.PerSecond)!;
    }

    public static byte[] Get(string path, params string[] headers) => Encoding.ASCII.GetBytes(
        $"GET {path} HTTP/1.1\r\nHost: localhost\r\n{string.Concat(headers.Select(header => header + "\r\n"))}\r\n");

    public void Dispose()
    {
        foreach (var connection in _connections)
            connection.Dispose();
    }

    private sealed class Connection : IDisposable
    {
        private static readonly byte[] HeadEnd = "\r\n\r\n"u8.ToArray();
        private static readonly byte[] LengthName = "\r\nContent-Length: "u8.ToArray();

        private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        private readonly byte[] _buffer = new byte[256 << 10];
        private long _sentAt;

        public Connection(Uri server) => _socket.Connect(IPAddress.Parse(server.Host), server.Port);

        public void Send(byte[] request)
        {
            _sentAt = Stopwatch.GetTimestamp();
            _socket.Send(request);
        }

        /// <summary>Reads one answer whole; returns the time since its request was sent.</summary>
        public long Receive(int status)
        {
            var (length, whole) = (0, int.MaxValue);
            while (length < whole)
            {
                var read = _socket.Receive(_buffer.AsSpan(length));
                if (read == 0)
                    throw new InvalidOperationException("The server closed the connection.");
                length += read;
                if (whole == int.MaxValue && _buffer.AsSpan(0, length).IndexOf(HeadEnd) is >= 0 and var end)
                    whole = end + HeadEnd.Length + BodyLength(_buffer.AsSpan(0, end), status);
            }

            return Stopwatch.GetTimestamp() - _sentAt;
        }

        public void Dispose() => _socket.Dispose();

        private static int BodyLength(ReadOnlySpan<byte> head, int status)
        {
            if (!head.StartsWith("HTTP/1.1 "u8) || !int.TryParse(head[9..12], out var found) || found != status)
                throw new InvalidOperationException($"Expected status {status}: {Encoding.ASCII.GetString(head)}");
            if (status == 304)
                return 0;
            var at = head.IndexOf(LengthName);
            if (at < 0)
                throw new InvalidOperationException($"Expected Content-Length: {Encoding.ASCII.GetString(head)}");
            var digits = head[(at + LengthName.Length)..];
            var line = digits.IndexOf((byte)'\r');
            return int.Parse(line < 0 ? digits : digits[..line]);
        }
    }
}

/// <summary>Answers per second, and how long one took.</summary>
internal sealed record LoadResult(double PerSecond, double MedianMs, double P99Ms);
