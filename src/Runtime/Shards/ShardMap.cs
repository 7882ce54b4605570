using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Shards;

/// <summary>
/// Which shard keeps which line. A line is a parent of machines; it belongs to the shard that its path hashes to, for as long as
/// the grid lives: the number of shards is fixed when the grid is made, and stores on disk rely on the hash. A site that forwards
/// reports is a shard of its own, behind those: all its lines are there.
/// </summary>
internal sealed class ShardMap
{
    public const int CountMax = 4096;

    private const int TellingMax = 63;

    /// <param name="count">Of the shards that fold.</param>
    /// <param name="reported">Paths of the sites that forward reports.</param>
    /// <exception cref="FormatException">It makes no map; says why.</exception>
    public ShardMap(int count, IEnumerable<string>? reported = null)
    {
        if (count is < 1 or > CountMax)
            throw new FormatException($"A grid of {count} shards. Expected: 1 to {CountMax}. It can't be changed later.");
        Count = count;
        Reported = [.. (reported ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>Of the shards that fold: numbers from here on are those of reported sites.</summary>
    public int Count { get; }

    /// <summary>Sites that forward reports, in ordinal order.</summary>
    public IReadOnlyList<string> Reported { get; }

    /// <summary>All numbers.</summary>
    public IReadOnlyList<int> All => [.. Enumerable.Range(0, Count + Reported.Count)];

    /// <summary>
    /// The shards that are asked by one for lives of their parts: the next ones around, so that each is asked by as many, and no
    /// more than a lesson needs. Sites that forward reports have none.
    /// </summary>
    public IReadOnlyList<int> TellingLives(int shard) =>
        [.. Enumerable.Range(1, Math.Min(Count - 1, TellingMax)).Select(step => (shard + step) % Count)];

    /// <summary>The shard of the machines directly below a composite.</summary>
    public int ShardOf(string parentId) => SiteOf(parentId) is >= 0 and var site ? Count + site : HashOf(parentId);

    /// <summary>
    /// The shard that takes a sensor's samples into its journal. Where reports are forwarded, what comes beside them is kept and
    /// folded by nobody.
    /// </summary>
    public int TakerOfSensor(string sensorId) => HashOf(ParentOf(ParentOf(sensorId)));

    /// <summary>The reported site at or above an asset; null: there is none.</summary>
    public string? ReportedSiteOf(string id) => SiteOf(id) is >= 0 and var site ? Reported[site] : null;

    public int ShardOfMachine(string machineId) => ShardOf(ParentOf(machineId));

    public int ShardOfSensor(string sensorId) => ShardOf(ParentOf(ParentOf(sensorId)));

    /// <summary>The shards that have machines at or below an asset, or the sensor itself; ascending.</summary>
    public IReadOnlyList<int> ShardsBelow(Asset asset)
    {
        if (asset is SensorAsset)
            return [ShardOfSensor(asset.Id)];
        if (asset is not CompositeAsset composite)
            return [ShardOfMachine(asset.Id)];
        var shards = new SortedSet<int>();
        AddShards(composite, shards);
        return [.. shards];
    }

    /// <summary>
    /// The shards that may have something of an asset's past. Lines come and go: what stands above lines may have been in any.
    /// </summary>
    public IReadOnlyList<int> ShardsOf(Asset asset) => asset is CompositeAsset composite
        ? composite.Children.Any(child => child is CompositeAsset) ? ShardsEver(composite.Id) : [ShardOf(asset.Id)]
        : ShardsBelow(asset);

    /// <summary>The shards that may ever have had something below a composite.</summary>
    public IReadOnlyList<int> ShardsEver(string compositeId) => SiteOf(compositeId) is >= 0 and var own
        ? [Count + own]
        : [.. All.Where(shard => shard < Count || Answers.Paths.IsAtOrBelow(Reported[shard - Count], compositeId))];

    /// <summary>A shard's machines at or below an asset.</summary>
    public IEnumerable<MachineAsset> MachinesBelow(Asset asset, int shard) => asset switch
    {
        MachineAsset machine when ShardOfMachine(machine.Id) == shard => [machine],
        CompositeAsset composite => composite.Children.SelectMany(child => child is MachineAsset machine
            ? ShardOf(composite.Id) == shard ? [machine] : []
            : MachinesBelow(child, shard)),
        _ => [],
    };

    /// <summary>
    /// The plant with nothing but one shard's machines. Composites without any are left out, save the root; one that stands in
    /// several shards is a part of itself in each.
    /// </summary>
    public Plant PartOf(Plant plant, int shard)
    {
        if (shard < 0 || shard >= Count)
            throw new ArgumentOutOfRangeException(nameof(shard), shard, $"Expected 0 to {Count - 1}.");
        return plant.WithRoot(PartOf(plant.Root, shard));
    }

    private CompositeAsset PartOf(CompositeAsset composite, int shard)
    {
        var isHere = ShardOf(composite.Id) == shard;
        var children = new List<Asset>();
        foreach (var child in composite.Children)
        {
            if (child is CompositeAsset below && PartOf(below, shard) is { Children.Count: > 0 } part)
                children.Add(part);
            else if (child is MachineAsset && isHere)
                children.Add(child);
        }

        // Flow is judged where a composite has machines only; a part that lost its other children must not begin to.
        return composite with { Children = children, Flow = children.Count == composite.Children.Count ? composite.Flow : [] };
    }

    private void AddShards(CompositeAsset composite, SortedSet<int> shards)
    {
        if (composite.Children.Any(child => child is MachineAsset))
            shards.Add(ShardOf(composite.Id));
        foreach (var child in composite.Children.OfType<CompositeAsset>())
            AddShards(child, shards);
    }

    private int HashOf(string parentId) => (int)(PathHash.Of(parentId) % (ulong)Count);

    private int SiteOf(string id)
    {
        for (var site = 0; site < Reported.Count; site++)
        {
            if (Answers.Paths.IsAtOrBelow(id, Reported[site]))
                return site;
        }

        return -1;
    }

    private static string ParentOf(string id) => id.LastIndexOf('/') is > 0 and var end
        ? id[..end]
        : throw new ArgumentException($"'{id}' stands alone. Expected: the path of something below a composite.", nameof(id));
}
