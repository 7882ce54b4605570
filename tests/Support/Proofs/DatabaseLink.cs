using System.Net.Sockets;

namespace OrleansTwin.Proofs;

/// <summary>
/// The way of one process to a PostgreSQL server. While it is out, bytes vanish in the middle: neither end is told, and whoever
/// connects anew waits for an answer.
/// </summary>
internal sealed class DatabaseLink : IAsyncDisposable
{
    private const string SocketName = ".s.PGSQL.5432";

    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("proof-link-");
    private readonly string _server;
    private volatile TaskCompletionSource _open = NewSource(isOpen: true);

    /// <param name="server">The directory of the server's socket.</param>
    public DatabaseLink(string server)
    {
        _server = Path.Combine(server, SocketName);
        _listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(_folder.FullName, SocketName)));
        _listener.Listen();
        _ = AcceptAsync();
    }

    /// <summary>What the process has for a host.</summary>
    public string Host => _folder.FullName;

    /// <summary>Nothing goes through while something happens; what was sent meanwhile arrives afterwards.</summary>
    public async Task WhileOutAsync(Func<Task> action)
    {
        _open = NewSource(isOpen: false);
        await action();
        _open.SetResult();
    }

    public ValueTask DisposeAsync()
    {
        _listener.Dispose();
        _folder.Delete(recursive: true);
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
            // The proof is over.
        }
    }

    private async Task CarryAsync(Socket client)
    {
        using var near = new NetworkStream(client, ownsSocket: true);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await _open.Task;
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(_server));
            using var far = new NetworkStream(socket);
            await await Task.WhenAny(CopyAsync(near, far), CopyAsync(far, near));
        }
        catch (Exception gone) when (gone is IOException or SocketException or ObjectDisposedException)
        {
            // One end has closed, which closes the other.
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[64 * 1024];
        for (int count; (count = await from.ReadAsync(buffer)) > 0;)
        {
            await _open.Task;
            await to.WriteAsync(buffer.AsMemory(0, count));
        }
    }

    private static TaskCompletionSource NewSource(bool isOpen)
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (isOpen)
            source.SetResult();
        return source;
    }
}
