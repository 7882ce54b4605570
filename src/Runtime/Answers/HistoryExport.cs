using OrleansTwin.Ingest.Csv;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Runtime.Answers;

/// <summary>Samples of a plant's sensors as they are kept, wherever that is. Throws where they are damaged.</summary>
internal interface ISampleSource
{
    /// <summary>Whether the samples of all sensors at or below an asset are whole, as far as is known beforehand.</summary>
    Task DemandWholeAsync(Plant plant, Asset asset, long fromTicks, long toTicks, CancellationToken cancellation);

    /// <summary>A page, as <see cref="Store.IFoldHistory.ReadAsync"/> reads it; none of a sensor that never sent.</summary>
    Task<Sample[]> ReadAsync(string sensorId, long fromTicks, long toTicks, int limit, CancellationToken cancellation);
}

/// <summary>
/// History as CSV: machine by machine, the samples of each merged by time, so that they come to the twins in order when they are
/// imported elsewhere. Holds a page of each sensor of one machine.
/// </summary>
internal sealed class HistoryExport(ISampleSource samples, HistoryCsvWriter writer)
{
    /// <summary>Samples that the pages of one machine hold together, unless it has very many sensors.</summary>
    private const int PagesSamplesMax = 256 * 1024;

    private const int PageSamplesMin = 1024;

    /// <summary>What is known beforehand of damage is told before anything is written.</summary>
    public async Task WriteAsync(Plant plant, Asset asset, long fromTicks, long toTicks, CancellationToken cancellation)
    {
        await samples.DemandWholeAsync(plant, asset, fromTicks, toTicks, cancellation);
        writer.AddHeader();
        foreach (var sensors in SensorsByMachine(plant, asset))
            await WriteMachineAsync(sensors, fromTicks, toTicks, cancellation);
        await writer.FlushAsync(all: true, cancellation);
    }

    private async Task WriteMachineAsync(
        IReadOnlyList<SensorAsset> sensors, long fromTicks, long toTicks, CancellationToken cancellation)
    {
        var pageSamples = Math.Max(PageSamplesMin, PagesSamplesMax / Math.Max(1, sensors.Count));
        var next = new PriorityQueue<Track, (long Ticks, int Place)>();
        foreach (var sensor in sensors)
        {
            var track = new Track(sensor.Id, next.Count, fromTicks);
            if (await track.ReadAsync(samples, toTicks, pageSamples, cancellation))
                next.Enqueue(track, track.Order);
        }

        while (next.TryPeek(out var track, out _))
        {
            writer.Add(track.Name, track.Head);
            await writer.FlushAsync(all: false, cancellation);
            if (track.MoveNext() || await track.ReadAsync(samples, toTicks, pageSamples, cancellation))
                next.DequeueEnqueue(track, track.Order);
            else
                next.Dequeue();
        }
    }

    private static IEnumerable<IReadOnlyList<SensorAsset>> SensorsByMachine(Plant plant, Asset asset) =>
        asset is SensorAsset sensor
            ? [[sensor]]
            : Paths.MachinesBelow(plant, asset).Select(machine => machine.Sensors);

    /// <summary>One sensor's samples, a page at a time.</summary>
    private sealed class Track(string sensorId, int place, long fromTicks)
    {
        private Sample[] _page = [];
        private int _at;
        private bool _isLast;
        private long _fromTicks = fromTicks;

        public byte[] Name { get; } = HistoryCsvWriter.NameOf(sensorId);

        public ref readonly Sample Head => ref _page[_at];

        public (long Ticks, int Place) Order => (Head.SourceTicks, place);

        public bool MoveNext() => ++_at < _page.Length;

        /// <summary>Takes the next page; false: there is none.</summary>
        public async Task<bool> ReadAsync(ISampleSource samples, long toTicks, int limit, CancellationToken cancellation)
        {
            if (_isLast || _fromTicks >= toTicks)
                return false;
            _page = await samples.ReadAsync(sensorId, _fromTicks, toTicks, limit, cancellation);
            (_at, _isLast) = (0, _page.Length < limit);
            _fromTicks = _page.Length == 0 ? toTicks : _page[^1].SourceTicks + 1;
            return _page.Length > 0;
        }
    }
}
