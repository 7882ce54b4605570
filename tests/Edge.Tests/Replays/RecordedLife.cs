using Microsoft.Extensions.Logging.Abstractions;
using OrleansTwin.Edge.Replays;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Store;
using OrleansTwin.Store.Archive;
using OrleansTwin.Store.Tests.Databases;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Edge.Tests.Replays;

/// <summary>
/// Hours of a host that is fed late, repeated and disordered telemetry, checkpoints at random, is stopped and killed, and starts
/// again with the same or another plant; with moments of its twins kept aside.
/// </summary>
internal sealed class RecordedLife : IAsyncDisposable
{
    private static readonly StoreOptions Options =
        new() { Archive = new ArchiveOptions { MilestonePeriod = TimeSpan.FromMinutes(25) } };

    private readonly Random _random;
    private TestDatabase _database;
    private EngineBench _bench;
    private Plant _plant;

    private RecordedLife(Random random, TestDatabase database, Plant plant, EngineBench bench) =>
        (_random, _database, _plant, _bench) = (random, database, plant, bench);

    public TestDatabase Database => _database;

    public List<KeptMoment> Moments { get; } = [];

    public static async Task<RecordedLife> PlayAsync(StoreKind kind, int seed)
    {
        var plant = SmallPlant.Create();
        var database = TestDatabase.New(kind);
        var bench = await EngineBench.OverAsync(plant, await database.OpenAsync(Options), SmallPlant.At(8));
        var life = new RecordedLife(new Random(seed), database, plant, bench);
        var atTicks = SmallPlant.At(8);
        foreach (var input in Script.Write(plant, 8, 1.5, seed))
        {
            if (input.Samples.Count == 0 && input.TickTicks == 0)
                continue;
            var before = atTicks;
            atTicks = input.TickTicks > 0 ? input.TickTicks : input.Samples.Max(item => item.Sample.ReceiveTicks);
            if (life.Moments.Count > 0 && life.Moments[^1].Sequence == life._bench.Store.Journal.LastSequence)
                life.Moments[^1].IsLastOfItsTime = before < atTicks;
            await life._bench.ApplyAsync(input);
            await life.HappenAsync(atTicks);
        }

        await life._bench.CheckpointAsync();
        return life;
    }

    public static async Task<Dictionary<string, string>> StatesAsync(IPast past, ReplayMoment moment)
    {
        await using var replay = await TwinReplay.RunAsync(
            past, moment, long.MaxValue, PlantTexts.Parse, NullLogger.Instance, CancellationToken.None);
        var states = new Dictionary<string, string>();
        foreach (var asset in replay.Plant.Assets)
            states.Add(asset.Id, Convert.ToHexString(await replay.StateAsync(asset.Id) ?? []));
        return states;
    }

    public async ValueTask DisposeAsync()
    {
        await _bench.DisposeAsync();
        await _database.DisposeAsync();
    }

    private async Task HappenAsync(long atTicks)
    {
        if (_random.Next(12) == 0)
            Moments.Add(await KeptMoment.TakeAsync(_bench, atTicks));
        if (_random.Next(8) == 0)
            await _bench.CheckpointAsync();
        if (_random.Next(40) == 0)
            await StartAgainAsync(isKilled: _random.Next(2) == 0, atTicks);
        if (_random.Next(50) == 0)
            await _bench.ReplacePlantAsync(_plant = Another(), atTicks + 1);
    }

    private async Task StartAgainAsync(bool isKilled, long atTicks)
    {
        // What was dispatched is folded: nothing writes while the database is copied.
        await _bench.DrainAsync();
        var left = isKilled ? await _database.CopyAsync() : _database;
        if (_random.Next(2) == 0)
            _plant = Another();
        await _bench.DisposeAsync();
        if (isKilled)
            await _database.DisposeAsync();
        _database = left;
        _bench = await EngineBench.OverAsync(_plant, await _database.OpenAsync(Options), atTicks + 1);
    }

    private Plant Another() => _random.Next(3) switch
    {
        0 => ChangedPlant.WithChanges(),
        1 => ChangedPlant.WithoutMachine(),
        _ => SmallPlant.Create(),
    };
}
