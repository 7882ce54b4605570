using OrleansTwin.Store;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Runtime.Engine;

/// <summary>
/// One signal's history as refolds read it: whatever of an hour is asked for, the rest of the hour is read with it, up to a
/// number of samples. The store decodes history by the hour, so this costs what a single minute would.
/// </summary>
internal sealed class SignalPast(int sensor, int sensorKey, IFoldHistory history)
{
    /// <summary>Samples kept at most, unless a single bucket has more.</summary>
    private const int SamplesMax = 8192;

    private Sample[] _samples = [];
    private long _fromTicks;
    private long _toTicks;

    /// <summary>Adds the samples of [from, to), which lies within one hour.</summary>
    public async ValueTask ReadAsync(long fromTicks, long toTicks, SignalSamples into, CancellationToken cancellation)
    {
        if (fromTicks < _fromTicks || toTicks > _toTicks)
            await FetchAsync(fromTicks, toTicks, cancellation);
        into.Add(sensor, _samples.AsSpan(FirstAtOrAfter(fromTicks)..FirstAtOrAfter(toTicks)));
    }

    public bool IsWhole(long fromTicks, long toTicks) => history.GapsIn(sensorKey, fromTicks, toTicks).Count == 0;

    private async ValueTask FetchAsync(long fromTicks, long toTicks, CancellationToken cancellation)
    {
        var hourEndTicks = fromTicks - (fromTicks % TimeSpan.TicksPerHour) + TimeSpan.TicksPerHour;
        _samples = await history.ReadAsync(sensorKey, fromTicks, hourEndTicks, SamplesMax, cancellation);
        (_fromTicks, _toTicks) = (fromTicks, _samples.Length < SamplesMax ? hourEndTicks : _samples[^1].SourceTicks + 1);
        if (_toTicks >= toTicks)
            return;
        _samples = await history.ReadAsync(sensorKey, fromTicks, toTicks, cancellation: cancellation);
        _toTicks = toTicks;
    }

    private int FirstAtOrAfter(long ticks)
    {
        int low = 0, high = _samples.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_samples[middle].SourceTicks < ticks)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
