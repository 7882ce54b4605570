namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// A broker writes each message by itself, so a fast stream wakes the receiver for every one or two, and waking then costs more
/// than the work. While QoS 0 messages come that densely, the receiver lets them gather in the socket for a millisecond once it
/// has read all. What someone waits for (acknowledgements, QoS 1 and 2) ends it at once: a window of messages in flight would
/// starve on a pause.
/// </summary>
internal sealed class Gather(TimeProvider time) : IDisposable
{
    private const int DenseReads = 16;
    private const int MessagesWorthIt = 4;
    private const int MoreToCome = 64;

    private static readonly TimeSpan DenseWithin = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    private readonly PeriodicTimer _timer = new(Timeout.InfiniteTimeSpan, time);
    private long _since = time.GetTimestamp();
    private int _reads;
    private int _gathered;
    private bool _active;

    /// <summary>Pause before the next read.</summary>
    public bool PauseFirst { get; private set; }

    /// <summary>A read brought so many QoS 0 messages, and perhaps other packets.</summary>
    public void Note(int plainMessages, bool others)
    {
        if (_active)
            Continue(plainMessages, others);
        else if (others)
            Restart();
        else if (++_reads == DenseReads)
            Switch(time.GetElapsedTime(_since) <= DenseWithin);
    }

    public ValueTask<bool> PauseAsync(CancellationToken cancel) => _timer.WaitForNextTickAsync(cancel);

    public void Dispose() => _timer.Dispose();

    private void Continue(int plainMessages, bool others)
    {
        _gathered += plainMessages;
        PauseFirst = plainMessages < MoreToCome;
        if (others || (PauseFirst && _gathered < MessagesWorthIt))
            Switch(false);
        else if (PauseFirst)
            _gathered = 0;
    }

    private void Switch(bool active)
    {
        if (active != _active)
            _timer.Period = active ? Pause : Timeout.InfiniteTimeSpan;
        _active = PauseFirst = active;
        Restart();
    }

    private void Restart() => (_reads, _gathered, _since) = (0, 0, time.GetTimestamp());
}
