using System.Threading.Channels;

namespace OrleansTwin.Runtime.Shards;

/// <summary>
/// Asks a shard again what it should have answered long ago: a process that was lost takes the questions along that it had, and
/// who asked is not always told. The first answer counts. A shard that is only slow is not asked for everything twice: of all
/// that waits for it one question at a time is under way again, and when that one is answered the next follows.
/// </summary>
/// <param name="time">Tells how long is long.</param>
internal sealed class Repetition(TimeProvider time)
{
    /// <summary>Most live answers come within some milliseconds; a lost process is known after about a second.</summary>
    public static readonly TimeSpan After = TimeSpan.FromSeconds(1.5);

    /// <summary>Has place for one.</summary>
    private readonly Channel<bool> _turn = Channel.CreateBounded<bool>(1);

    public async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> question, CancellationToken cancellation)
    {
        using var answered = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            var first = question(answered.Token);
            return await (first.IsCompleted ? first : await Task.WhenAny(first, AgainAsync(question, answered.Token)));
        }
        finally
        {
            await answered.CancelAsync();
        }
    }

    private async Task<T> AgainAsync<T>(Func<CancellationToken, Task<T>> question, CancellationToken answered)
    {
        while (true)
        {
            await Task.Delay(After, time, answered);
            await _turn.Writer.WriteAsync(true, answered);
            using var lost = new CancellationTokenSource(After, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(answered, lost.Token);
            try
            {
                return await question(either.Token).WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (!answered.IsCancellationRequested)
            {
                // Another one's turn.
            }
            finally
            {
                _turn.Reader.TryRead(out _);
            }
        }
    }
}
