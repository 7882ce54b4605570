using System.Diagnostics;

namespace OrleansTwin.Peers;

/// <summary>
/// A PostgreSQL server of the tests' own: data and socket in a folder of its own, no port, synced to disk like a real one. A
/// shell takes it down with everything when our end of its input closes, so that it ends with us however we end.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string Keeper =
        """
        trap '' INT TERM
        cd "$1" && "$2/initdb" -D data -U twin -A trust --no-locale -E UTF8 -N >initdb.log 2>&1 || { cat initdb.log; exit 1; }
        echo initialised
        cat >/dev/null
        "$2/pg_ctl" -D data stop -m immediate >/dev/null 2>&1
        rm -rf "$1"
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly Lazy<Task<PostgresServer>> OfAllTests = new(() => StartAsync());

    private readonly string _bin = FindBin();
    private readonly Process _keeper;

    private PostgresServer() => _keeper = Start("sh", redirectsInput: true, "-c", Keeper, "keeper", Directory, _bin);

    /// <summary>One server for all tests that only need a database; it ends with the process.</summary>
    public static Task<PostgresServer> Shared => OfAllTests.Value;

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("orleans-twin-pg-").FullName;

    public string ConnectionString => ConnectionStringBy(Directory);

    /// <summary>The same database through another socket's directory.</summary>
    public string ConnectionStringBy(string host) => $"Host={host};Username=twin;Database=postgres";

    /// <summary>The server and the processes of its sessions and of its own.</summary>
    public IEnumerable<int> ProcessIds
    {
        get
        {
            var server = ServerId;
            return File.ReadAllText($"/proc/{server}/task/{server}/children")
                .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).Prepend(server);
        }
    }

    private int ServerId => int.Parse(File.ReadLines(Path.Combine(Directory, "data", "postmaster.pid")).First());

    public static async Task<PostgresServer> StartAsync(params string[] settings)
    {
        var server = new PostgresServer();
        var line = await server._keeper.StandardOutput.ReadLineAsync().WaitAsync(Limit);
        if (line != "initialised")
            throw new InvalidOperationException($"initdb failed: {line} {await server._keeper.StandardOutput.ReadToEndAsync()}");
        await File.AppendAllLinesAsync(Path.Combine(server.Directory, "data", "postgresql.conf"),
        [
            "listen_addresses = ''", $"unix_socket_directories = '{server.Directory}'", "max_connections = 300",
            "shared_buffers = 64MB", "logging_collector = off", .. settings,
        ]);
        await server.StartAgainAsync();
        return server;
    }

    public Task StartAgainAsync() => ControlAsync("start", "-w", "-l", Path.Combine(Directory, "server.log"));

    /// <summary>Modes are PostgreSQL's: fast ends sessions, immediate ends processes, both leave what was committed.</summary>
    public Task StopAsync(string mode = "fast") => ControlAsync("stop", "-w", "-m", mode);

    /// <summary>SIGKILL to the server. Its children end by themselves; only then may it start again.</summary>
    public async Task KillAsync()
    {
        await RunAsync("sh", "-c", "children=$(cat /proc/$1/task/$1/children); kill -KILL $1; for pid in $1 $children; do "
            + "tail --pid=$pid -s 0.05 -f /dev/null; done", "killer", $"{ServerId}");
    }

    /// <summary>Runs one of PostgreSQL's client programs against this server; fails when it does.</summary>
    public Task UseAsync(string program, params string[] arguments) =>
        RunAsync(Path.Combine(_bin, program), ["-h", Directory, "-U", "twin", .. arguments]);

    public async ValueTask DisposeAsync()
    {
        _keeper.StandardInput.Close();
        await _keeper.WaitForExitAsync().WaitAsync(Limit);
        _keeper.Dispose();
    }

    private Task ControlAsync(string what, params string[] arguments) =>
        RunAsync(Path.Combine(_bin, "pg_ctl"), [what, "-s", "-D", Path.Combine(Directory, "data"), .. arguments]);

    private async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Start(program, redirectsInput: false, arguments);
        await process.WaitForExitAsync().WaitAsync(Limit);
        if (process.ExitCode != 0)
        {
            var log = Path.Combine(Directory, "server.log");
            throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)} failed:\n{(File.Exists(log) ? await File.ReadAllTextAsync(log) : "")}");
        }
    }

    /// <summary>The server refuses to run as root: then it runs as postgres, the user that Debian's package makes.</summary>
    private Process Start(string program, bool redirectsInput, params string[] arguments)
    {
        var isRoot = Environment.UserName == "root";
        if (isRoot && redirectsInput)
            Process.Start("chown", ["postgres", Directory]).WaitForExit();
        string[] line = isRoot ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", program, .. arguments]
            : [program, .. arguments];
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            RedirectStandardInput = redirectsInput,
            RedirectStandardOutput = redirectsInput,
            WorkingDirectory = Directory,
        };
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
    }

    private static string FindBin()
    {
        var debian = System.IO.Directory.Exists("/usr/lib/postgresql")
            ? System.IO.Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(version => version + "/bin")
            : [];
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return debian.Concat(path).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")))
            ?? throw new InvalidOperationException(
                "These tests need the PostgreSQL server and did not find initdb in /usr/lib/postgresql/*/bin or PATH; "
                + "install it (Debian: apt-get install postgresql).");
    }
}
