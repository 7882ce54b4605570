using Microsoft.Extensions.Logging.Abstractions;
using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Store;
using OrleansTwin.Store.Sql;
using OrleansTwin.Store.Sqlite;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Sim.Tests.World;

/// <summary>One life of the process: a host over the files that the life before left, from its start to its kill.</summary>
internal sealed class Life
{
    private Life(PlantHost host, ITwinStore store, FaultyDisk disk, SimClock clock, VirtualSource source) =>
        (Host, Store, Disk, Clock, Source) = (host, store, disk, clock, source);

    public PlantHost Host { get; }

    public ITwinStore Store { get; }

    public FaultyDisk Disk { get; }

    public SimClock Clock { get; }

    public VirtualSource Source { get; }

    /// <summary>Nothing is on its way to the journal, or what is waits for a retry.</summary>
    public bool IsQuiet =>
        Disk.Left is not null || Source.Outstanding == 0
        || (IsPaused && Clock.HasWaiter);

    private bool IsPaused => Host.Engine.Stall is not null || Host.Ingest.Pipeline.Status.State == PipelineState.Paused;

    public static async Task<Life> BeginAsync(
        Plant plant,
        string directory,
        VirtualBroker broker,
        long nowTicks,
        TimeSpan wrong,
        TimeSpan checkpointPeriod,
        bool isDiskFull,
        Action changed)
    {
        var clock = new SimClock(nowTicks, changed) { Wrong = wrong };
        var disk = new FaultyDisk(directory, changed) { IsFull = isDiskFull };
        var options = new StoreOptions { CommitSpacing = TimeSpan.Zero };
        var store = await SqlTwinStore.OpenAsync(new FaultySource(new SqliteSource(directory, options), disk), options);
        var source = new VirtualSource(broker, clock, changed);
        var host = await PlantHost.OpenAsync(
            new PlantHostOptions { CheckpointPeriod = checkpointPeriod },
            "simulated", plant, store, [source], clock, NullLogger.Instance, CancellationToken.None);
        host.Start();
        source.Connect();
        return new Life(host, store, disk, clock, source);
    }

    /// <summary>Clears away what is left of a killed process; its threads end by what they run into.</summary>
    public async Task BuryAsync()
    {
        Source.Vanish();
        await Store.DisposeAsync();
        Directory.Delete(Disk.Directory, recursive: true);
    }
}
