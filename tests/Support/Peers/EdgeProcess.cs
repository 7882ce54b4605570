using System.Diagnostics;
using System.Text;

namespace OrleansTwin.Peers;

/// <summary>The built executable beside the caller's, in the same configuration, as a user starts it.</summary>
public sealed class EdgeProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly string _arguments;
    private readonly Lock _gate = new();
    private readonly StringBuilder _output = new();
    private readonly Task _outputEnds;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private EdgeProcess(ProcessStartInfo start)
    {
        _arguments = string.Join(' ', start.ArgumentList);
        _process = Process.Start(start) ?? throw new InvalidOperationException("The process did not start.");
        _outputEnds = Task.WhenAll(ReadAsync(_process.StandardOutput), ReadAsync(_process.StandardError));
    }

    public int Id => _process.Id;

    /// <summary>Standard output and standard error so far.</summary>
    public string Output
    {
        get
        {
            lock (_gate)
                return _output.ToString();
        }
    }

    public static EdgeProcess Start(params string[] arguments) => Start(new Dictionary<string, string>(), arguments);

    public static EdgeProcess Start(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "OrleansTwin.Edge.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new EdgeProcess(start);
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        await using var process = Start(arguments);
        return (await process.EndAsync(), process.Output);
    }

    /// <summary>Waits until the output has a text; fails with the output if the process ends or the time is up before.</summary>
    public async Task SeesAsync(string text)
    {
        var until = DateTime.UtcNow + Limit;
        while (true)
        {
            Task changed;
            lock (_gate)
                changed = _changed.Task;
            if (Output.Contains(text, StringComparison.Ordinal))
                return;
            var left = until - DateTime.UtcNow;
            if (left <= TimeSpan.Zero || await Task.WhenAny(changed, _outputEnds, Task.Delay(left)) != changed)
                throw new TimeoutException($"Did not come: '{text}' from {_arguments}\n{Output}");
        }
    }

    /// <summary>Where a running host says that it serves.</summary>
    public async Task<Uri> AddressAsync()
    {
        await SeesAsync("status page");
        var line = Output.Split('\n').First(line => line.Contains("status page", StringComparison.Ordinal));
        return new Uri(line.Trim().Split(' ')[0]);
    }

    /// <summary>Ends the process where it stands (SIGKILL).</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks the process to end (SIGTERM) and returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        await SignalAsync("TERM");
        return await EndAsync();
    }

    /// <summary>The process stands still (SIGSTOP) while something happens, and goes on.</summary>
    public async Task WhileStoppedAsync(Func<Task> action)
    {
        await SignalAsync("STOP");
        await action();
        await SignalAsync("CONT");
    }

    public async Task<int> EndAsync()
    {
        try
        {
            await Task.WhenAll(_process.WaitForExitAsync(), _outputEnds).WaitAsync(Limit);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Did not end within {Limit.TotalSeconds} s: {_arguments}\n{Output}");
        }

        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    private async Task ReadAsync(StreamReader from)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            lock (_gate)
            {
                _output.AppendLine(line);
                _changed.TrySetResult();
                _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }
}
