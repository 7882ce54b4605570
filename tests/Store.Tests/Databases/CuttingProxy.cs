using System.Net.Sockets;
using OrleansTwin.Peers;

namespace OrleansTwin.Store.Tests.Databases;

/// <summary>
/// Stands between the stores and a PostgreSQL server. When armed it cuts the next connection that commits: before the server
/// hears of it, or after the server has done it and before the answer.
/// </summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly string _server;
    private volatile Cut _cut;

    public CuttingProxy(PostgresServer server)
    {
        _server = Path.Combine(server.Directory, ".s.PGSQL.5432");
        _listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(Directory, ".s.PGSQL.5432")));
        _listener.Listen();
        _ = AcceptAsync();
    }

    public enum Cut
    {
        None,
        BeforeCommit,
        AfterCommit,
    }

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("orleans-twin-cut-").FullName;

    public void Arm(Cut cut) => _cut = cut;

    public ValueTask DisposeAsync()
    {
        _listener.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = CarryAsync(await _listener.AcceptAsync());
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task CarryAsync(Socket client)
    {
        using var near = new NetworkStream(client, ownsSocket: true);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(_server));
        using var far = new NetworkStream(socket, ownsSocket: true);
        var state = new State();
        await Task.WhenAny(ForwardAsync(near, far, state), AnswerAsync(far, near, state));
    }

    private async Task ForwardAsync(NetworkStream near, NetworkStream far, State state)
    {
        var buffer = new byte[256 * 1024];
        for (int count; (count = await near.ReadAsync(buffer)) > 0;)
        {
            if (buffer.AsSpan(0, count).IndexOf("COMMIT\0"u8) >= 0)
                state.Cut = TakeArmed();
            if (state.Cut == Cut.BeforeCommit)
                return;
            await far.WriteAsync(buffer.AsMemory(0, count));
        }
    }

    private static async Task AnswerAsync(NetworkStream far, NetworkStream near, State state)
    {
        var buffer = new byte[256 * 1024];
        for (int count; (count = await far.ReadAsync(buffer)) > 0;)
        {
            if (state.Cut == Cut.AfterCommit)
                return;
            await near.WriteAsync(buffer.AsMemory(0, count));
        }
    }

    private Cut TakeArmed()
    {
        var cut = _cut;
        _cut = Cut.None;
        return cut;
    }

    private sealed class State
    {
        public volatile Cut Cut;
    }
}
