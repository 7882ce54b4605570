using System.Collections;

namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// Packet identifiers of SUBSCRIBE, UNSUBSCRIBE and PUBLISH: in turn from the first one, never one that is in use.
/// </summary>
internal sealed class PacketIds(ushort first)
{
    private readonly BitArray _used = new(ushort.MaxValue + 1);
    private readonly Lock _gate = new();
    private int _next = first;

    /// <summary>1 to 65,535. In-flight window and requests together leave some free.</summary>
    public ushort Take()
    {
        lock (_gate)
        {
            for (int tries = 0; tries < ushort.MaxValue; tries++)
            {
                int id = _next;
                _next = id == ushort.MaxValue ? 1 : id + 1;
                if (_used[id])
                    continue;
                _used[id] = true;
                return (ushort)id;
            }
        }
        throw new MqttException(MqttReasonCode.QuotaExceeded, "All 65,535 packet identifiers are in use; lower inFlight.");
    }

    public void Return(ushort id)
    {
        lock (_gate)
            _used[id] = false;
    }
}
