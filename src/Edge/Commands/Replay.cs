using Microsoft.Extensions.Logging;
using OrleansTwin.Ingest.Mqtt;
using OrleansTwin.Ingest.Recordings;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Runtime.Logging;
using OrleansTwin.Store;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Edge.Commands;

/// <summary>
/// A recorded data set on its way through the whole house: pipeline, journal, partitions, ledger; or first to a broker and
/// back. Its time is its own: no clock
/// settles anything, the recording's end does.
/// </summary>
internal sealed class Replay : IProgressSource, IAsyncDisposable
{
    private readonly ReplaySettings _settings;
    private readonly DataDirectory _data;
    private readonly ILoggerFactory _logs;
    private readonly ITwinStore _store;
    private readonly PlantHost _host;
    private readonly MqttSource? _back;

    private Replay(
        ReplaySettings settings, RecordedDataset dataset, PlantDocument document, DataDirectory data, ILoggerFactory logs,
        ITwinStore store, PlantHost host, MqttSource? back)
    {
        (_settings, Dataset, Document) = (settings, dataset, document);
        (_data, _logs, _store, _host, _back) = (data, logs, store, host, back);
        Machine = ReplayMachine.Of(document.Plant);
    }

    public RecordedDataset Dataset { get; }

    public PlantDocument Document { get; }

    /// <summary>The machine that was recorded.</summary>
    public MachineAsset Machine { get; }

    /// <summary>Samples committed so far.</summary>
    public long Committed => _host.Ingest.Pipeline.Metrics.SamplesCommitted;

    public double Fraction => Math.Min(1, Committed / (double)Math.Max(1, Dataset.SampleCount));

    public string? Trouble => _host.Ingest.Pipeline.Status.LastError;

    /// <exception cref="FormatException">The folder is no such data set, or the broker's URL is wrong.</exception>
    /// <exception cref="CommandException">The plant has errors, or no machine for the recordings.</exception>
    /// <exception cref="StoreRefusedException">Another process has the data directory open.</exception>
    public static async Task<Replay> OpenAsync(ReplaySettings settings, CancellationToken cancellation)
    {
        var options = new RecordedDatasetOptions { Speed = settings.Speed, ShuffleSeed = settings.ShuffleSeed };
        var dataset = RecordedDataset.Open(settings.Folder, options);
        var document = PlantDocuments.Load(settings.Plant ?? PlantDocuments.CncMill);
        var back = settings.Mqtt is { } url ? ReplayBroker.Source(url, document.Plant) : null;
        var data = DataDirectory.Open(settings.Data, isTemporary: true);
        var logs = LoggerFactory.Create(Logs.ConfigureQuiet);
        ITwinStore? store = null;
        try
        {
            store = await data.OpenStoreAsync();
            var host = await PlantHost.OpenAsync(
                new PlantHostOptions { HasClock = false }, document.Text, document.Plant, store, back is null ? [] : [back],
                TimeProvider.System, logs.CreateLogger("OrleansTwin"), cancellation);
            return new Replay(settings, dataset, document, data, logs, store, host, back);
        }
        catch
        {
            if (store is not null)
                await store.DisposeAsync();
            logs.Dispose();
            data.Dispose();
            throw;
        }
    }

    /// <summary>Plays everything; when it ends, all of it is committed, folded and settled, and the result read back.</summary>
    public async Task<ReplayReport> RunAsync(CancellationToken cancellation)
    {
        _host.Start();
        if (_back is null)
            await Dataset.RunAsync(_host.Ingest.Pipeline, cancellation);
        else
            await ReplayBroker.PlayAsync(Dataset, _settings.Mqtt!, Document.Plant, _back, cancellation);
        await _host.Engine.Runtime.SettleAsync(WindowOf(Dataset.Recordings[^1]).ToTicks);
        return await ReportAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _store.DisposeAsync();
        _logs.Dispose();
        _data.Dispose();
    }

    private async Task<ReplayReport> ReportAsync(CancellationToken cancellation)
    {
        var reader = new RunReader(_store, Machine);
        var runs = new List<RunReport>();
        foreach (var recording in Dataset.Recordings)
            runs.Add(await reader.ReadAsync(recording, WindowOf(recording), cancellation));
        return new ReplayReport(Path.GetFullPath(_settings.Folder), Document.Name, Machine, runs);
    }

    /// <summary>The whole minutes that hold a recording; no two recordings share one.</summary>
    private static NamedSpan WindowOf(Recording recording) =>
        new NamedSpan(recording.StartTicks, recording.EndTicks, recording.Name).ToMinutes();
}
