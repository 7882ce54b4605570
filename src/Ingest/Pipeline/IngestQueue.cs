using OrleansTwin.Diagnostics;
using OrleansTwin.Ingest.Sources;

namespace OrleansTwin.Ingest.Pipeline;

/// <summary>
/// The queue between sources and the decode loop, bounded in messages and bytes. When full, sources wait, and the time is
/// counted. A message larger than the byte limit is let into an empty queue, so that it can be refused with its reason.
/// </summary>
internal sealed class IngestQueue(int messagesMax, long bytesMax, TimeProvider time, LatencyHistogram wait)
{
    private readonly Lock _gate = new();
    private readonly Queue<(SourceMessage Message, long Since)> _messages = new();
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _arrival;
    private bool _isComplete;
    private long _bytes;
    private long _backpressureTicks;
    private long _busyAnswers;

    public long MessagesReceived { get; private set; }

    public long BytesReceived { get; private set; }

    public TimeSpan BackpressureTime => new(Interlocked.Read(ref _backpressureTicks));

    public long BusyAnswers => Interlocked.Read(ref _busyAnswers);

    public int MessagesNow
    {
        get
        {
            lock (_gate)
                return _messages.Count;
        }
    }

    public long BytesNow => Interlocked.Read(ref _bytes);

    public bool TryEnqueue(in SourceMessage message)
    {
        if (TryEnqueue(message, out _))
            return true;
        Interlocked.Increment(ref _busyAnswers);
        return false;
    }

    public ValueTask EnqueueAsync(SourceMessage message, CancellationToken cancel) =>
        TryEnqueue(message, out var room) ? default : WaitAndEnqueueAsync(message, room, cancel);

    /// <summary>Moves as many as there are, at most <paramref name="limit"/>; returns when the first of them came.</summary>
    public long Drain(List<SourceMessage> into, int limit)
    {
        var first = 0L;
        TaskCompletionSource? room;
        lock (_gate)
        {
            var now = time.GetTimestamp();
            first = _messages.TryPeek(out var oldest) ? oldest.Since : now;
            while (into.Count < limit && _messages.TryDequeue(out var queued))
            {
                _bytes -= queued.Message.QueuedBytes;
                into.Add(queued.Message);
                wait.RecordTicks(time.GetElapsedTime(queued.Since, now).Ticks);
            }
            (room, _room) = (_room, null);
        }
        room?.SetResult();
        return first;
    }

    /// <summary>Waits for a message; false once the queue is complete and empty.</summary>
    public async ValueTask<bool> WaitAsync(CancellationToken cancel)
    {
        Task arrival;
        lock (_gate)
        {
            if (_messages.Count > 0 || _isComplete)
                return _messages.Count > 0;
            _arrival ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            arrival = _arrival.Task;
        }
        await arrival.WaitAsync(cancel);
        return MessagesNow > 0;
    }

    public void Complete()
    {
        TaskCompletionSource? room, arrival;
        lock (_gate)
        {
            _isComplete = true;
            (room, _room, arrival, _arrival) = (_room, null, _arrival, null);
        }
        room?.SetResult();
        arrival?.SetResult();
    }

    // False with the task that ends when there may be room; false without one when the queue is complete.
    private bool TryEnqueue(in SourceMessage message, out Task? room)
    {
        TaskCompletionSource? arrival = null;
        lock (_gate)
        {
            room = null;
            if (_isComplete)
                return false;
            if (_messages.Count >= messagesMax || (_messages.Count > 0 && _bytes + message.QueuedBytes > bytesMax))
            {
                room = (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
                return false;
            }
            _messages.Enqueue((message, time.GetTimestamp()));
            _bytes += message.QueuedBytes;
            MessagesReceived++;
            BytesReceived += message.Payload.Length;
            (arrival, _arrival) = (_arrival, null);
        }
        arrival?.SetResult();
        return true;
    }

    private async ValueTask WaitAndEnqueueAsync(SourceMessage message, Task? room, CancellationToken cancel)
    {
        var started = time.GetTimestamp();
        try
        {
            do
                await (room ?? throw new PipelineStoppedException()).WaitAsync(cancel);
            while (!TryEnqueue(message, out room));
        }
        finally
        {
            Interlocked.Add(ref _backpressureTicks, time.GetElapsedTime(started).Ticks);
        }
    }
}
