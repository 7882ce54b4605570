using System.Collections.Concurrent;

namespace OrleansTwin.Store.Sql;

/// <summary>A few threads for calls that block; the caller bounds how many there are at a time.</summary>
internal sealed class ReaderThreads : IDisposable
{
    private readonly BlockingCollection<Action> _calls = [];

    public ReaderThreads(int count)
    {
        for (var i = 0; i < count; i++)
            new Thread(Run) { IsBackground = true, Name = "store reader" }.Start();
    }

    public Task<T> RunAsync<T>(Func<T> call)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _calls.Add(() =>
        {
            try
            {
                answer.SetResult(call());
            }
            catch (Exception error)
            {
                answer.SetException(error);
            }
        });
        return answer.Task;
    }

    public void Dispose() => _calls.CompleteAdding();

    private void Run()
    {
        foreach (var call in _calls.GetConsumingEnumerable())
            call();
    }
}
