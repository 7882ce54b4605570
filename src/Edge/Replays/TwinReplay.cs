using Microsoft.Extensions.Logging;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Store;
using OrleansTwin.Store.Archive;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Edge.Replays;

/// <summary>
/// All twins as they were at a past moment: the same runtime that folds live, loaded from the milestone before the moment and fed
/// with the batches that had come by then, over the store as it was known then (ADR 8).
/// </summary>
internal sealed class TwinReplay : IAsyncDisposable
{
    private readonly PlantRuntime _runtime;

    private TwinReplay(ReplaySpan span, PlantRuntime runtime, PastMemory memory) =>
        (Span, _runtime, Memory) = (span, runtime, memory);

    public ReplaySpan Span { get; }

    public PlantRuntime Runtime => _runtime;

    public Plant Plant => _runtime.Plant;

    /// <summary>The store as it was known at the moment.</summary>
    public PastMemory Memory { get; }

    /// <param name="past">Stays the caller's.</param>
    /// <param name="moment">The moment to go to.</param>
    /// <param name="nowTicks">What lies behind it is refused as the future.</param>
    /// <param name="parse">From a version's text to its plant.</param>
    /// <param name="log">For partitions that stop.</param>
    /// <param name="cancellation">Ends the replay.</param>
    /// <exception cref="ReplayRefusedException">The moment can't be replayed.</exception>
    /// <exception cref="StoreCorruptedException">What it takes is damaged.</exception>
    public static async Task<TwinReplay> RunAsync(
        IPast past, ReplayMoment moment, long nowTicks, Func<PlantVersion, Plant> parse, ILogger log,
        CancellationToken cancellation)
    {
        var span = await ReplaySpan.FindAsync(past, moment, nowTicks, cancellation);
        var number = span.Milestone.PlantVersion;
        var version = await past.ReadPlantAsync(number, cancellation)
            ?? throw new StoreCorruptedException($"Version {number} of the plant, which was in force then, is missing.");
        var memory = new PastMemory(past, span.Milestone);
        var runtime = await PlantRuntime.LoadAsync(
            parse(version), memory, span.Milestone.Cursor, new AlarmBook(), log, cancellation);
        try
        {
            await foreach (var batch in past.ReadBatchesAsync(span.Milestone.Cursor, span.ToSequence, cancellation))
                await runtime.DispatchAsync(batch.Samples, batch.Sequence);
            await runtime.DrainAsync();
            if (memory.MissesSamples)
                throw NoSamples(moment);
            return new TwinReplay(span, runtime, memory);
        }
        catch
        {
            await runtime.DisposeAsync();
            throw;
        }
    }

    /// <summary>A twin's state, to the byte; null: the plant had no such twin then.</summary>
    public async Task<byte[]?> StateAsync(string twinId) =>
        Plant.Find(twinId) is { } asset ? await _runtime.StateOfAsync(asset) : null;

    private static ReplayRefusedException NoSamples(ReplayMoment moment) => new(
        $"{moment} can't be replayed: on the way to it, minutes were folded again whose samples are no longer kept (settings "
        + "storage: historyKeepDays, historyBytesMax) or were found damaged since (GET /api/v1/damage lists what was).");

    public ValueTask DisposeAsync() => _runtime.DisposeAsync();
}
