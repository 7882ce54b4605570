using Microsoft.Extensions.Logging;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Store;

namespace OrleansTwin.Runtime.Engine;

/// <summary>
/// Brings the twins back when a partition has stopped. What stopped it may pass (memory, a store that answered nonsense), so they
/// are loaded again from the checkpoint and fold the journal behind it. Where that stops at the same place again and again, it
/// stays stopped, the other partitions serve, and health tells what to do. A checkpoint proves that the place was passed.
/// </summary>
internal sealed partial class TwinRecovery(TwinEngine engine, RecoveryOptions options, TimeProvider time, ILogger log)
    : IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private Task _watching = Task.CompletedTask;
    private long _checkpointsBefore;
    private long _reloads;
    private volatile int _attempts;
    private volatile bool _hasGivenUp;

    /// <summary>Times that the twins were loaded again.</summary>
    public long Reloads => Interlocked.Read(ref _reloads);

    /// <summary>The attempts are used up: a partition stays stopped.</summary>
    public bool HasGivenUp => _hasGivenUp;

    /// <summary>What becomes of a stopped partition, and what to do about it.</summary>
    public string Remedy => _hasGivenUp
        ? $"It stopped again in each of {options.AttemptsMax} attempts to load its twins anew. Nothing is lost: the journal "
            + "keeps what it misses. Report the message; restart the process, with the plant file corrected if it is named."
        : $"Wait: its twins are loaded again by themselves (attempt {Math.Max(1, _attempts)} of {options.AttemptsMax}).";

    public void Start() => _watching = Task.Run(WatchAsync);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _watching;
        _ending.Dispose();
    }

    private async Task WatchAsync()
    {
        try
        {
            while (!_hasGivenUp)
            {
                var runtime = engine.Runtime;
                await runtime.Ended.WaitAsync(_ending.Token);
                if (runtime.Stopped is { Fault: { } fault } stopped && ReferenceEquals(runtime, engine.Runtime))
                    await RecoverAsync(runtime, stopped.Name, fault);
            }
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // The process ends.
        }
    }

    private async Task RecoverAsync(PlantRuntime runtime, string partition, Exception fault)
    {
        if (engine.Checkpoints != _checkpointsBefore)
            (_attempts, _checkpointsBefore) = (0, engine.Checkpoints);
        if (_attempts == options.AttemptsMax)
        {
            _hasGivenUp = true;
            LogGivenUp(log, fault, partition, options.AttemptsMax);
            return;
        }

        _attempts++;
        await Task.Delay(options.WaitBefore(_attempts), time, _ending.Token);
        try
        {
            await engine.ReloadAsync(runtime, _ending.Token);
            Interlocked.Increment(ref _reloads);
            LogReloaded(log, partition, _attempts, options.AttemptsMax);
        }
        catch (StoreUnavailableException away)
        {
            // A database that is away proves nothing about the partition.
            _attempts--;
            LogFailed(log, away, partition);
            await Task.Delay(options.WaitMin, time, _ending.Token);
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            LogFailed(log, failed, partition);
        }
    }

    [LoggerMessage(
        1111, LogLevel.Warning,
        "After partition {Partition} had stopped, all twins were loaded again from the checkpoint and the journal "
        + "(attempt {Attempt} of {AttemptsMax}).")]
    private static partial void LogReloaded(ILogger log, string partition, int attempt, int attemptsMax);

    [LoggerMessage(1112, LogLevel.Error, "The twins of stopped partition {Partition} could not be loaded again.")]
    private static partial void LogFailed(ILogger log, Exception failed, string partition);

    [LoggerMessage(
        1113, LogLevel.Critical,
        "Partition {Partition} stays stopped, it stopped again in each of {AttemptsMax} attempts. The others serve. Nothing is "
        + "lost, the journal keeps what it misses. Report the error; restart the process.")]
    private static partial void LogGivenUp(ILogger log, Exception fault, string partition, int attemptsMax);
}
