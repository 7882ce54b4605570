using OrleansTwin.Ingest.Csv;
using OrleansTwin.Store;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Runtime.Answers;

/// <summary>Reads a page of a sensor's history, as <see cref="IFoldHistory.ReadAsync"/> does.</summary>
internal delegate ValueTask<Sample[]> ReadHistory(
    int sensorKey, long fromTicks, long toTicks, int limit, CancellationToken cancellation);

/// <summary>See <see cref="IDamageReport.LostSamples"/>.</summary>
internal delegate IReadOnlyList<Damage> FindLostSamples(IReadOnlySet<int> sensorKeys, long fromTicks, long toTicks);

/// <summary>
/// History as CSV: machine by machine, the samples of each merged by time, so that they come to the twins in order when they are
/// imported elsewhere. Holds a page of each sensor of one machine.
/// </summary>
internal sealed class HistoryExport(INameTable names, ReadHistory read, FindLostSamples findLost, HistoryCsvWriter writer)
{
    /// <summary>Samples that the pages of one machine hold together, unless it has very many sensors.</summary>
    private const int PagesSamplesMax = 256 * 1024;

    private const int PageSamplesMin = 1024;

    /// <exception cref="StoreCorruptedException">
    /// Samples of it are damaged, and nobody has accepted that. What is known beforehand is told before anything is written.
    /// </exception>
    public async Task WriteAsync(Plant plant, Asset asset, long fromTicks, long toTicks, CancellationToken cancellation)
    {
        var keys = MachinesOf(plant, asset).SelectMany(sensors => sensors)
            .Select(sensor => names.TryGetKey(sensor.Id, out var key) ? key : -1).ToHashSet();
        DemandWhole();
        writer.AddHeader();
        foreach (var sensors in MachinesOf(plant, asset))
            await WriteMachineAsync([.. sensors], ReadWholeAsync, fromTicks, toTicks, cancellation);
        await writer.FlushAsync(all: true, cancellation);

        async ValueTask<Sample[]> ReadWholeAsync(int key, long from, long to, int limit, CancellationToken stop)
        {
            var page = await read(key, from, to, limit, stop);
            DemandWhole();
            return page;
        }

        void DemandWhole()
        {
            var lost = findLost(keys, fromTicks, toTicks);
            if (lost.Count > 0)
                throw new StoreCorruptedException($"Damaged stretches in the window: {lost.Count}. The newest: {lost[0].Detail}");
        }
    }

    private async Task WriteMachineAsync(
        IReadOnlyList<SensorAsset> sensors, ReadHistory readWhole, long fromTicks, long toTicks, CancellationToken cancellation)
    {
        var pageSamples = Math.Max(PageSamplesMin, PagesSamplesMax / Math.Max(1, sensors.Count));
        var next = new PriorityQueue<Track, (long Ticks, int Place)>();
        foreach (var sensor in sensors)
        {
            if (!names.TryGetKey(sensor.Id, out var key))
                continue;
            var track = new Track(HistoryCsvWriter.NameOf(sensor.Id), key, next.Count, fromTicks);
            if (await track.ReadAsync(readWhole, toTicks, pageSamples, cancellation))
                next.Enqueue(track, track.Order);
        }

        while (next.TryPeek(out var track, out _))
        {
            writer.Add(track.Name, track.Head);
            await writer.FlushAsync(all: false, cancellation);
            if (track.MoveNext() || await track.ReadAsync(readWhole, toTicks, pageSamples, cancellation))
                next.DequeueEnqueue(track, track.Order);
            else
                next.Dequeue();
        }
    }

    private static IEnumerable<IEnumerable<SensorAsset>> MachinesOf(Plant plant, Asset asset) => asset is SensorAsset sensor
        ? [[sensor]]
        : plant.Machines
            .Where(machine => machine.Id == asset.Id || machine.Id.StartsWith(asset.Id + "/", StringComparison.Ordinal))
            .Select(machine => machine.Sensors);

    /// <summary>One sensor's samples, a page at a time.</summary>
    private sealed class Track(byte[] name, int key, int place, long fromTicks)
    {
        private Sample[] _page = [];
        private int _at;
        private bool _isLast;
        private long _fromTicks = fromTicks;

        public byte[] Name => name;

        public ref readonly Sample Head => ref _page[_at];

        public (long Ticks, int Place) Order => (Head.SourceTicks, place);

        public bool MoveNext() => ++_at < _page.Length;

        /// <summary>Takes the next page; false: there is none.</summary>
        public async ValueTask<bool> ReadAsync(ReadHistory read, long toTicks, int samples, CancellationToken cancellation)
        {
            if (_isLast || _fromTicks >= toTicks)
                return false;
            _page = await read(key, _fromTicks, toTicks, samples, cancellation);
            (_at, _isLast) = (0, _page.Length < samples);
            _fromTicks = _page.Length == 0 ? toTicks : _page[^1].SourceTicks + 1;
            return _page.Length > 0;
        }
    }
}
