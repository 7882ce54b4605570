using Microsoft.Extensions.Logging;
using OrleansTwin.Ingest.Csv;
using OrleansTwin.Ingest.Http;
using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Ingest.Rejects;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.Ingest.Tags;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Store;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Runtime.Hosting;

/// <summary>The way in: sources and posted telemetry through the pipeline to whoever takes batches.</summary>
internal sealed partial class PlantIngest
{
    /// <summary>How long a journal that takes nothing may delay the end.</summary>
    private static readonly TimeSpan FarewellMax = TimeSpan.FromSeconds(5);

    // Journal commits pass between two writes.
    private const int TagsPerWrite = 1000;

    private readonly ITwinStore _store;
    private readonly ILogger _log;
    private volatile TagMap _tags;

    /// <param name="store">Has the names of the plant's sensors; keeps receipts, unknown tags and dead letters.</param>
    /// <param name="plant">The plant in force.</param>
    /// <param name="sources">What telemetry comes from.</param>
    /// <param name="unknownTags">Those that an earlier process kept.</param>
    /// <param name="sink">Takes the batches.</param>
    /// <param name="imports">Takes those of imported files: it holds them back while they are worked on.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">For what ends unasked.</param>
    /// <param name="limits">Of the pipeline; null: the defaults.</param>
    public PlantIngest(
        ITwinStore store,
        Plant plant,
        IReadOnlyList<ISource> sources,
        IEnumerable<UnknownTag> unknownTags,
        IBatchSink sink,
        IBatchSink imports,
        TimeProvider time,
        ILogger log,
        IngestOptions? limits = null)
    {
        (_store, Sources, _log) = (store, sources, log);
        _tags = Tags(plant);
        limits ??= new IngestOptions();
        Pipeline = new IngestPipeline(limits, _tags, sink, new StoreDedupe(store), new StoreDeadLetters(store), time);
        Pipeline.UnknownTags.Restore(unknownTags);
        Http = new HttpTelemetry(Pipeline, new HttpTelemetryOptions(), time);
        Import = new HistoryImport(imports, limits, () => store.History.SamplesFromTicks, time);
    }

    public IReadOnlyList<ISource> Sources { get; }

    public IngestPipeline Pipeline { get; }

    public HttpTelemetry Http { get; }

    public HistoryImport Import { get; }

    /// <summary>
    /// True when the pipeline has ended by a defect: the process takes nothing more in and wants to be restarted.
    /// </summary>
    public bool HasFailed { get; private set; }

    /// <summary>Runs until cancelled; then what was received is still committed, if the journal takes it in time.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var givingUp = new CancellationTokenSource();
        var pipeline = RunPipelineAsync(givingUp.Token);
        await Task.WhenAll(Sources.Select(source => RunAsync(source, cancellation)));
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Pipeline.Complete();
        givingUp.CancelAfter(FarewellMax);
        await pipeline;
    }

    /// <summary>From the next message on, tags are those of the plant in force, and sources ask for what it names.</summary>
    public void UsePlant(Plant plant)
    {
        Pipeline.UseTags(_tags = Tags(plant));
        foreach (var source in Sources)
            source.UsePlant(plant);
    }

    /// <summary>Takes a CSV of history by the tags and sensors of the plant in force.</summary>
    public Task<HistoryImportResult> ImportAsync(Stream content, string? columns, CancellationToken cancellation) =>
        Import.RunAsync(content, columns, _tags, cancellation);

    /// <summary>Keeps the unknown tags that have changed over a restart.</summary>
    /// <exception cref="StoreUnavailableException">They could not be written; the next call takes them along.</exception>
    public async Task SaveUnknownTagsAsync(CancellationToken cancellation)
    {
        var changes = Pipeline.UnknownTags.TakeChanges();
        try
        {
            foreach (var part in changes.Chunk(TagsPerWrite))
                await _store.UnknownTags.SaveAsync(part, cancellation);
        }
        catch
        {
            Pipeline.UnknownTags.GiveBack(changes);
            throw;
        }
    }

    private async Task RunPipelineAsync(CancellationToken givingUp)
    {
        try
        {
            await Pipeline.RunAsync(givingUp);
        }
        catch (OperationCanceledException) when (givingUp.IsCancellationRequested)
        {
            LogGivenUp(_log, Pipeline.Status.LastError ?? "");
        }
        catch (Exception failed)
        {
            HasFailed = true;
            LogPipelineFailed(_log, failed);
        }
    }

    private async Task RunAsync(ISource source, CancellationToken cancellation)
    {
        try
        {
            await source.RunAsync(Pipeline, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Asked to stop.
        }
        catch (Exception failed)
        {
            LogSourceFailed(_log, failed, source.Name);
        }
    }

    private TagMap Tags(Plant plant) => TagMap.Build(plant, KeyOf);

    private int KeyOf(string sensorId) =>
        _store.Names.TryGetKey(sensorId, out var key) ? key : -1;

    [LoggerMessage(
        1201, LogLevel.Error, "Source {Name} has ended; nothing more is received from it until the process is started again.")]
    private static partial void LogSourceFailed(ILogger log, Exception failed, string name);

    [LoggerMessage(1202, LogLevel.Critical, "The ingest pipeline has ended; nothing more is taken in. Restart the process.")]
    private static partial void LogPipelineFailed(ILogger log, Exception failed);

    [LoggerMessage(
        1203, LogLevel.Error,
        "Not everything received could be committed before the end; none of that was acknowledged. {Reason}")]
    private static partial void LogGivenUp(ILogger log, string reason);

    /// <summary>Receipts in the journal.</summary>
    private sealed class StoreDedupe(ITwinStore store) : IDedupe
    {
        public bool IsKnown(string source, UInt128 token) => store.Receipts.StateOf(source, token) == ReceiptState.Committed;

        public string? AnswerOf(string source, UInt128 token) =>
            store.Receipts.TryGetAnswer(source, token, out var answer) ? answer : null;

        public UInt128 Latest(string source) => store.Receipts.Latest(source);
    }

    /// <summary>Dead letters in the store.</summary>
    private sealed class StoreDeadLetters(ITwinStore store) : Ingest.Rejects.IDeadLetters
    {
        public void Add(Ingest.Rejects.DeadLetter letter) =>
            store.DeadLetters.Add(new Store.DeadLetter(
                0, letter.AtTicks, letter.Source, letter.Tag, ReasonWords.Of(letter.Reason), letter.Detail, letter.PayloadBytes,
                letter.Head));
    }
}
