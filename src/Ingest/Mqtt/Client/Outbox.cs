using System.Buffers;
using System.Runtime.CompilerServices;

namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// Encoded packets on their way to the socket. Any thread appends; one loop takes all that gathered while it was writing, so a
/// burst becomes one write. (A Pipe would do, but it allows only one flush at a time and so would need this lock around it
/// anyway.) Acknowledgements and pings always go in; publishers look at <see cref="PendingBytes"/> first.
/// </summary>
internal sealed class Outbox
{
    private const int KeepBytes = 1 << 20;

    private readonly Lock _gate = new();
    private readonly WakeUp _wake = new();
    private ArrayBufferWriter<byte> _filling = new(16 * 1024);
    private ArrayBufferWriter<byte> _sending = new(16 * 1024);
    private bool _completed;
    private int _pending;

    /// <summary>Bytes appended and not yet written to the socket.</summary>
    public int PendingBytes => Volatile.Read(ref _pending);

    /// <summary>
    /// Appends without waking the sender; <see cref="Wake"/> follows at the end of a batch. After completion it is ignored.
    /// </summary>
    public void Append(ReadOnlySpan<byte> packet)
    {
        lock (_gate)
        {
            if (_completed)
                return;
            _filling.Write(packet);
            _pending += packet.Length;
        }
    }

    public void Append(in AckPacket packet, MqttVersion version)
    {
        Span<byte> bytes = stackalloc byte[AckPacket.BytesMax];
        Append(bytes[..packet.Write(bytes, version)]);
    }

    public void Append(in PublishEncoder packet, ushort packetId, bool duplicate)
    {
        lock (_gate)
        {
            if (_completed)
                return;
            int size = packet.TotalBytes;
            packet.Write(_filling.GetSpan(size), packetId, duplicate);
            _filling.Advance(size);
            _pending += size;
        }
    }

    public void Wake() => _wake.Set();

    /// <summary>Nothing more goes in; what is in still goes out.</summary>
    public void Complete(ReadOnlySpan<byte> last)
    {
        Append(last);
        lock (_gate)
            _completed = true;
        Wake();
    }

    /// <summary>
    /// Waits for bytes and takes them all; empty once completed. The memory is valid until <see cref="Written"/>.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ReadOnlyMemory<byte>> TakeAsync(CancellationToken cancel)
    {
        while (true)
        {
            lock (_gate)
            {
                if (_filling.WrittenCount > 0 || _completed)
                {
                    (_filling, _sending) = (_sending, _filling);
                    return _sending.WrittenMemory;
                }
            }
            await _wake.WaitAsync(cancel);
        }
    }

    /// <summary>The bytes taken were written to the socket.</summary>
    public void Written()
    {
        lock (_gate)
        {
            _pending -= _sending.WrittenCount;
            if (_sending.Capacity > KeepBytes)
                _sending = new(16 * 1024);
            else
                _sending.ResetWrittenCount();
        }
    }
}
