using System.Text;
using OrleansTwin.Peers;

namespace OrleansTwin.Proofs;

/// <summary>One process of a grid, the built executable as an operator starts it: killed, and started again as it was.</summary>
/// <param name="name">What the proof calls it.</param>
/// <param name="store">The grid's database.</param>
/// <param name="enter">What starts it in a network of its own; empty: in this one.</param>
/// <param name="arguments">Of its command line, the role first.</param>
internal sealed class GridMember(string name, string store, IReadOnlyList<string> enter, params string[] arguments)
    : IAsyncDisposable
{
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(60);

    private readonly StringBuilder _said = new();
    private PeerProcess? _process;

    public string Name => name;

    public Uri MetricsAddress { get; } = new($"{arguments[Array.IndexOf(arguments, "--listen") + 1]}/metrics");

    public int ProcessId => _process?.Id ?? throw new InvalidOperationException($"{name} does not run.");

    /// <summary>What it has said in all its lives.</summary>
    public string Output => _said + _process?.Output;

    /// <summary>What runs at the next start.</summary>
    public string Program { get; set; } = OwnProgram;

    /// <summary>Lies beside the caller's own build, in the same configuration.</summary>
    public static string OwnProgram
    {
        get
        {
            var own = new DirectoryInfo(AppContext.BaseDirectory);
            return Path.Combine(own.Parent!.Parent!.FullName, "Silo", own.Name, "OrleansTwin.Silo.dll");
        }
    }

    /// <exception cref="PlatformNotSupportedException">The grid is not built here.</exception>
    public static void Demand()
    {
        if (!File.Exists(Path.ChangeExtension(OwnProgram, "runtimeconfig.json")))
        {
            throw new PlatformNotSupportedException(
                $"there is no grid at {OwnProgram}: Microsoft.Orleans could not be restored (OT0001), or nobody has built it. "
                + "Add a package source that has it, delete artifacts/orleans.props and build OrleansTwin.sln in this "
                + "configuration.");
        }
    }

    /// <summary>Returns when it says that it has joined the grid.</summary>
    public async Task StartAsync()
    {
        string[] command =
            [.. enter, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", Program, .. arguments];
        _process = await PeerProcess.StartAsync(
            command[0],
            command[1..],
            $"{arguments[1]} of grid ",
            Path.GetTempPath(),
            new Dictionary<string, string> { ["ORLEANSTWIN_Grid__Store"] = store, ["ORLEANSTWIN_Log__Form"] = "Json" },
            StartMax);
    }

    /// <summary>It stands still (SIGSTOP) while something happens; nobody is told, and its connections stay.</summary>
    public async Task WhileStoppedAsync(Func<Task> action)
    {
        await Tool.RunAsync("kill", "-STOP", $"{ProcessId}");
        await action();
        await Tool.RunAsync("kill", "-CONT", $"{ProcessId}");
    }

    /// <summary>Ends it in order (SIGTERM): it hands over what it has.</summary>
    public async Task StopAsync()
    {
        if (_process is { } process)
            await process.StopAsync();
        await KillAsync();
    }

    /// <summary>Ends it where it stands (SIGKILL), and returns when it is gone.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process)
            return;
        await process.DisposeAsync();
        _said.Append(process.Output);
        _process = null;
    }

    public async ValueTask DisposeAsync() => await KillAsync();
}
