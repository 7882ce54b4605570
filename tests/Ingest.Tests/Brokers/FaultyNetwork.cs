using System.Net;
using System.Net.Sockets;

namespace OrleansTwin.Ingest.Tests.Brokers;

/// <summary>
/// A way to a broker that fails on command: it loses everything without a word, as a pulled cable does, or cuts connections
/// after a number of bytes.
/// </summary>
public sealed class FaultyNetwork : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Connection> _connections = [];
    private readonly int _port;
    private readonly Task _accepting;

    public FaultyNetwork(int port)
    {
        _port = port;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many bytes the next connections let through towards the client before they are cut; null: all.</summary>
    public Func<long>? CutAfter { get; set; }

    /// <summary>From now on, what is sent on the present connections is lost; nobody is told.</summary>
    public void LoseConnections()
    {
        lock (_connections)
            _connections.ForEach(connection => connection.IsLost = true);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        lock (_connections)
            _connections.ForEach(connection => connection.Dispose());
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptSocketAsync(_stop.Token);
                var broker = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await broker.ConnectAsync(IPAddress.Loopback, _port, _stop.Token);
                var connection = new Connection(client, broker, CutAfter?.Invoke() ?? long.MaxValue);
                lock (_connections)
                    _connections.Add(connection);
                _ = connection.RunAsync();
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The network is taken down.
        }
    }

    private sealed class Connection(Socket client, Socket broker, long cutAfter) : IDisposable
    {
        public volatile bool IsLost;

        public async Task RunAsync()
        {
            await Task.WhenAny(PumpAsync(client, broker, long.MaxValue), PumpAsync(broker, client, cutAfter));
            if (!IsLost)
                Dispose();
        }

        public void Dispose()
        {
            client.Dispose();
            broker.Dispose();
        }

        // Ends when one side has closed, or after so many bytes. What is lost is read, and goes nowhere.
        private async Task PumpAsync(Socket from, Socket to, long bytes)
        {
            var buffer = new byte[16 * 1024];
            try
            {
                while (bytes > 0 && await from.ReceiveAsync(buffer) is > 0 and var count)
                {
                    count = (int)Math.Min(count, bytes);
                    for (var at = 0; at < count && !IsLost;)
                        at += await to.SendAsync(buffer.AsMemory(at, count - at));
                    bytes -= count;
                }
            }
            catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
            {
                // One side has gone; so goes the other.
            }
        }
    }
}
