using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Answers;

namespace OrleansTwin.Runtime.Shards;

/// <summary>
/// The way to one shard: every question ends in time, and a refusal says which shard it was. A shard that let a question time out
/// is late until it answers something: who can do without it does not wait for it meanwhile.
/// </summary>
/// <param name="shard">The shard.</param>
/// <param name="name">
/// How it is called; null: it is the only one and in this process: it is not named, and ends its questions itself.
/// </param>
/// <param name="time">Ends the waiting.</param>
internal sealed class ShardLink(IShard shard, string? name, TimeProvider time)
{
    private readonly Repetition _repetition = new(time);
    private volatile bool _isLate;
    private int _probes;

    public string? Name => name;

    /// <summary>Asks what costs the shard little, and again where the answer seems to be lost.</summary>
    /// <exception cref="HostFaultException">The shard refuses, or does not answer in time.</exception>
    public Task<T> AskLiveAsync<T>(Func<IShard, CancellationToken, Task<T>> question, CancellationToken cancellation) => AskAsync(
        (asked, giveUp) => name is null
            ? question(asked, giveUp)
            : _repetition.AskAsync(again => question(asked, again), giveUp),
        Patience.Answer, cancellation);

    /// <exception cref="HostFaultException">The shard refuses, or does not answer in time.</exception>
    public async Task<T> AskAsync<T>(
        Func<IShard, CancellationToken, Task<T>> question, TimeSpan patience, CancellationToken cancellation)
    {
        if (name is null)
            return await question(shard, cancellation);
        var waits = patience + Patience.Way;
        using var late = new CancellationTokenSource(waits, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            var answer = await question(shard, either.Token).WaitAsync(either.Token);
            _isLate = false;
            return answer;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            _isLate = true;
            throw Away($"no answer within {waits.TotalSeconds} s.");
        }
        catch (HostFaultException refused) when (refused.Fault == HostFault.Unavailable)
        {
            throw Refusals.Unavailable($"{name}: {refused.Found}", refused.Expected, refused.Remedy);
        }
    }

    /// <summary>Asks, unless the shard is late: then it is asked beside that for a sign of life, and this ends at once.</summary>
    public Task<T> AskUnlessLateAsync<T>(Func<IShard, CancellationToken, Task<T>> question, CancellationToken cancellation)
    {
        if (!_isLate)
            return AskLiveAsync(question, cancellation);
        if (Interlocked.Exchange(ref _probes, 1) == 0)
            _ = ProbeAsync();
        return Task.FromException<T>(Away("it still owes an answer."));
    }

    private async Task ProbeAsync()
    {
        try
        {
            await AskAsync((asked, giveUp) => asked.GetPartsAsync([], giveUp), Patience.Answer, CancellationToken.None);
        }
        catch (HostFaultException)
        {
            // It stays late.
        }
        finally
        {
            Interlocked.Exchange(ref _probes, 0);
        }
    }

    private HostFaultException Away(string found) => Refusals.Unavailable(
        $"{name}: {found}", "an answer of the shard that keeps these twins.",
        "Ask again, or for other twins: they answer meanwhile. /health/ready tells how the shards are.");
}
