namespace OrleansTwin.Peers;

/// <summary>
/// A mosquitto of the caller's own: a free port on 127.0.0.1, a configuration and a data folder that vanish with it.
/// <see cref="RestartAsync"/> keeps port and data.
/// </summary>
public sealed class MosquittoBroker : IAsyncDisposable
{
    private static readonly string[] Places = ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/opt/homebrew/sbin"];

    private readonly string[] _command;
    private readonly string _listener;
    private PeerProcess? _process;

    private MosquittoBroker(IReadOnlyList<string> enter)
    {
        _command = [.. enter, Find(), "-c", Path.Combine(Directory, "mosquitto.conf")];
        _listener = enter.Count == 0 ? $"{Port} 127.0.0.1" : $"{Port}";
    }

    public int Port { get; } = PeerProcess.FreePort();

    public string Url => $"mqtt://127.0.0.1:{Port}";

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("mosquitto-").FullName;

    public PeerProcess Process => _process ?? throw new InvalidOperationException("mosquitto is stopped.");

    /// <param name="lines">Configuration after the listener; null: anyone may connect, nothing is kept.</param>
    /// <param name="prepare">Puts files into the folder before the start.</param>
    /// <param name="enter">What starts it in a network of its own, where it listens on all addresses; null: in this one.</param>
    public static async Task<MosquittoBroker> StartAsync(
        string? lines = null, Action<MosquittoBroker>? prepare = null, IReadOnlyList<string>? enter = null)
    {
        var broker = new MosquittoBroker(enter ?? []);
        prepare?.Invoke(broker);
        string text = (lines ?? "allow_anonymous true").Replace("{dir}", broker.Directory, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(broker.Directory, "mosquitto.conf"),
            $"user root\nlog_dest stderr\nlistener {broker._listener}\nmax_queued_messages 0\n{text}\n");
        await broker.StartAgainAsync();
        return broker;
    }

    /// <summary>Configuration that keeps sessions and messages over a restart.</summary>
    public static string Persistent => "allow_anonymous true\npersistence true\npersistence_location {dir}/\n";

    public async Task StartAgainAsync() => _process = await PeerProcess.StartAsync(
        _command[0], _command[1..], "running", Directory);

    /// <summary>Stops it in order: it saves what its configuration tells it to keep.</summary>
    public async Task StopAsync()
    {
        await Process.StopAsync();
        await Process.DisposeAsync();
        _process = null;
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAgainAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private static string Find()
    {
        IEnumerable<string> folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Concat(Places);
        return folders.Select(folder => Path.Combine(folder, "mosquitto")).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException(
                "This needs the MQTT broker mosquitto 2.x and did not find it in PATH; "
                + "install it (Debian: apt-get install mosquitto).");
    }
}
