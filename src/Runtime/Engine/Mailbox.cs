using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace OrleansTwin.Runtime.Engine;

/// <summary>
/// One loop over a bounded queue: whatever it runs, it runs one at a time and in order, so what it owns needs no locks. When
/// the queue is full the sender waits, and so in the end does the source.
/// </summary>
internal sealed partial class Mailbox : IAsyncDisposable
{
    private readonly Channel<Func<ValueTask>> _queue;
    private readonly ILogger _log;
    private readonly Task _loop;
    private long _busySince;

    public Mailbox(string name, int capacity, ILogger log)
    {
        (Name, _log) = (name, log);
        _queue = Channel.CreateBounded<Func<ValueTask>>(new BoundedChannelOptions(capacity) { SingleReader = true });
        _loop = Task.Run(LoopAsync);
    }

    public string Name { get; }

    public int Waiting => _queue.Reader.Count;

    /// <summary>The fault that stopped the loop; null while it runs.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Completes when the loop has ended, by a fault or in order.</summary>
    public Task Ended => _loop;

    /// <summary>How long it has been at the work that it is at.</summary>
    public TimeSpan BusyFor =>
        Volatile.Read(ref _busySince) is > 0 and var since ? Stopwatch.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>Queues work, waiting for a place. Work that fails stops the loop: its twins can't be trusted any more.</summary>
    /// <exception cref="MailboxStoppedException">The loop has ended.</exception>
    public async ValueTask PostAsync(Func<ValueTask> work, CancellationToken cancellation = default)
    {
        try
        {
            await _queue.Writer.WriteAsync(work, cancellation);
        }
        catch (ChannelClosedException)
        {
            throw new MailboxStoppedException(Name, Fault);
        }
    }

    /// <summary>Asks a question of what the loop owns; one that fails is the asker's fault.</summary>
    public Task<T> AskAsync<T>(Func<T> question, CancellationToken cancellation = default) =>
        AnswerAsync<T>(
            answer =>
            {
                try
                {
                    answer.TrySetResult(question());
                }
                catch (Exception refused)
                {
                    answer.TrySetException(refused);
                }
            },
            cancellation);

    /// <summary>Work with an answer; if it fails, the loop stops.</summary>
    public Task<T> TakeAsync<T>(Func<T> work) => AnswerAsync<T>(answer => answer.TrySetResult(work()), default);

    /// <summary>Runs what is queued, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
    }

    private async Task<T> AnswerAsync<T>(Action<TaskCompletionSource<T>> work, CancellationToken cancellation)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        await PostAsync(
            () =>
            {
                work(answer);
                return ValueTask.CompletedTask;
            },
            cancellation);
        await Task.WhenAny(answer.Task, _loop).WaitAsync(cancellation);
        return answer.Task.IsCompleted ? await answer.Task : throw new MailboxStoppedException(Name, Fault);
    }

    private async Task LoopAsync()
    {
        try
        {
            await foreach (var work in _queue.Reader.ReadAllAsync())
            {
                Volatile.Write(ref _busySince, Stopwatch.GetTimestamp());
                await work();
                Volatile.Write(ref _busySince, 0);
            }
        }
        catch (Exception fault)
        {
            Fault = fault;
            _queue.Writer.TryComplete(fault);
            LogStopped(_log, fault, Name);
        }
        finally
        {
            Volatile.Write(ref _busySince, 0);
        }
    }

    [LoggerMessage(
        1001, LogLevel.Error, "Partition {Name} has stopped by a defect; its twins will be loaded again.")]
    private static partial void LogStopped(ILogger log, Exception fault, string name);
}

/// <summary>A partition's loop has ended, by a fault or because the host stops.</summary>
internal sealed class MailboxStoppedException(string name, Exception? fault)
    : Exception($"Partition {name} has stopped{(fault is null ? "" : ": " + fault.Message)}.", fault);
