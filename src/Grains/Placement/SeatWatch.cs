using OrleansTwin.Grains.Hosting;
using OrleansTwin.Grains.Interfaces;

namespace OrleansTwin.Grains.Placement;

/// <summary>Which silos run shards now, and which of them is the seat of a shard.</summary>
internal sealed class SeatWatch(
    ILocalSiloDetails local, ISiloStatusOracle silos, IClusterManifestProvider manifests, GridOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, long> _betterSince = [];
    private List<SiloAddress> _seats = [];

    /// <summary>Whether this silo is the seat of a shard.</summary>
    public bool IsHere(int shard) => IsHere(shard, Seats());

    /// <summary>
    /// Whether another silo has been the seat of a shard that is here for long enough to move it, and no silo has come or gone
    /// meanwhile: a shard that is on its way when its new seat is lost is away longest.
    /// </summary>
    public bool IsBetterElsewhere(int shard)
    {
        var seats = Seats();
        lock (_lock)
        {
            if (!_seats.SequenceEqual(seats))
                _betterSince.Clear();
            _seats = seats;
            if (IsHere(shard, seats))
            {
                _betterSince.Remove(shard);
                return false;
            }

            if (_betterSince.TryAdd(shard, time.GetTimestamp()) || time.GetElapsedTime(_betterSince[shard]) < options.MoveDelay)
                return false;
            _betterSince.Remove(shard);
            return true;
        }
    }

    private bool IsHere(int shard, List<SiloAddress> seats) =>
        seats.Count > 0 && ShardSeats.Choose(shard, seats).Equals(local.SiloAddress);

    // A silo that has joined is there before its manifest is: until it tells that it runs shards, it does not.
    private List<SiloAddress> Seats()
    {
        var known = manifests.Current.Silos;
        return
        [
            .. silos.GetApproximateSiloStatuses(onlyActive: true).Keys
                .Where(silo => known.TryGetValue(silo, out var manifest) && manifest.Grains.ContainsKey(Shard)).Order(),
        ];
    }

    private static readonly GrainType Shard = GrainType.Create(GrainNames.Shard);
}
