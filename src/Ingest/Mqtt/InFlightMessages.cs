namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// The messages on their way to the journal, in order of receipt. The pipeline commits in that order, so the next commit always
/// concerns the oldest. Bounded by <see cref="MqttOptions.UnacknowledgedMessagesMax"/>.
/// </summary>
internal sealed class InFlightMessages
{
    private readonly Lock _gate = new();
    private readonly Queue<MqttMessage> _messages = new();
    private MqttMessage[] _leaving = new MqttMessage[1024];
    private TaskCompletionSource? _empty;
    private int _notSubmitted;

    public void Add(in MqttMessage message)
    {
        lock (_gate)
            _messages.Enqueue(message);
    }

    /// <summary>Acknowledges the oldest <paramref name="count"/> messages to the broker, with one write.</summary>
    public void Complete(int count, MqttClient client)
    {
        lock (_gate)
        {
            Leave(count);
            client.Acknowledge(_leaving.AsSpan(0, count));
            Array.Clear(_leaving, 0, count);
        }
    }

    /// <summary>Lets go of the oldest messages without a word: the broker sends them again.</summary>
    public void Abandon(int count)
    {
        lock (_gate)
            Leave(count);
    }

    /// <summary>The pipeline did not take the message added last, which therefore stays; nothing may be added after it.</summary>
    public void NewestWasNotSubmitted()
    {
        lock (_gate)
            _notSubmitted = 1;
    }

    /// <summary>Completes when nothing is on its way, or after <paramref name="limit"/>.</summary>
    public async Task EmptyAsync(TimeSpan limit, TimeProvider time)
    {
        Task empty;
        lock (_gate)
        {
            if (_messages.Count <= _notSubmitted)
                return;
            empty = (_empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
        await Task.WhenAny(empty, Task.Delay(limit, time));
    }

    private void Leave(int count)
    {
        if (_leaving.Length < count)
            _leaving = new MqttMessage[count];
        for (var i = 0; i < count; i++)
            _leaving[i] = _messages.Dequeue();
        if (_messages.Count <= _notSubmitted)
            _empty?.TrySetResult();
    }
}
