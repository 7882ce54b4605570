using OrleansTwin.Ingest.Sources;

namespace OrleansTwin.Ingest.Recordings;

/// <summary>
/// A folder of recorded experiments (<c>experiment_XX.csv</c> or <c>.csv.gz</c>, one row per interval, columns named in the
/// first line) with their table <c>train.csv</c>, played through the pipeline as a source. Its times are virtual: receive time
/// is the newest source time of a batch.
/// </summary>
public sealed class RecordedDataset : ISource
{
    private readonly string _folder;
    private readonly RecordedDatasetOptions _options;
    private readonly TimeProvider _time;
    private readonly RecordingPlayer[] _players;
    private volatile BatchSubmitter? _submitter;
    private volatile string? _error;
    private SourceState _state;
    private long _lastTicks;

    private RecordedDataset(string folder, RecordedDatasetOptions options, TimeProvider time)
    {
        (_folder, _options, _time) = (folder, options.Validate(), time);
        var read = RecordedFolder.Read(folder, options);
        Recordings = [.. read.Select(pair => pair.Recording)];
        _players = [.. read.Select(pair => new RecordingPlayer(pair.Recording, pair.Table, options))];
        SampleCount = Recordings.Sum(recording => recording.Samples);
    }

    public string Name => "replay";

    public SourceStatus Status => new(Name, "recording", _state)
    {
        Address = _folder,
        Messages = _submitter?.Messages ?? 0,
        Acknowledged = _submitter?.Messages ?? 0,
        LastMessageTicks = Interlocked.Read(ref _lastTicks),
        LastError = _error,
        Progress = _submitter is { } all ? (all.Accepted + all.Rejected + all.Unknown) / (double)Math.Max(1, SampleCount) : 0,
    };

    /// <summary>The experiments with their virtual times, in order.</summary>
    public IReadOnlyList<Recording> Recordings { get; }

    /// <summary>Samples that playing all recordings makes.</summary>
    public long SampleCount { get; }

    /// <summary>Reads the table and all recordings into memory.</summary>
    /// <exception cref="FormatException">The folder isn't such a data set; says what is missing.</exception>
    public static RecordedDataset Open(string folder, RecordedDatasetOptions options, TimeProvider? time = null) =>
        new(folder, options, time ?? TimeProvider.System);

    /// <summary>Plays everything and ends when it is committed.</summary>
    public async Task RunAsync(IIngest ingest, CancellationToken cancel)
    {
        var submitter = _submitter = new BatchSubmitter(ingest, Name);
        _state = SourceState.Running;
        try
        {
            await PlayAsync(submitter, cancel);
            await submitter.FlushAsync(cancel);
            _state = SourceState.Ended;
        }
        catch (Exception error)
        {
            (_state, _error) = (SourceState.Failed, error.Message);
            throw;
        }
    }

    private async Task PlayAsync(BatchSubmitter submitter, CancellationToken cancel)
    {
        var began = _time.GetTimestamp();
        var shuffle = _options.ShuffleSeed is { } seed ? new Random(seed) : null;
        foreach (var step in Steps(shuffle))
        {
            await PaceAsync(began, step, cancel);
            var batch = await submitter.RentAsync(cancel);
            _players[step.Player].Add(step.First, step.End, batch);
            if (shuffle is not null)
                batch.Shuffle(shuffle);
            var newest = _players[step.Player].TicksOf(step.End);
            Interlocked.Exchange(ref _lastTicks, newest);
            await submitter.SubmitAsync(batch, newest, cancel);
        }
    }

    private async ValueTask PaceAsync(long began, Step step, CancellationToken cancel)
    {
        if (_options.Speed is not { } speed)
            return;
        var due = TimeSpan.FromTicks((long)((_players[step.Player].TicksOf(step.First) - _players[0].TicksOf(0)) / speed));
        var wait = due - _time.GetElapsedTime(began);
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, _time, cancel);
    }

    private IEnumerable<Step> Steps(Random? shuffle)
    {
        var rowsAtOnce = RowsAtOnce();
        var steps = Recordings.SelectMany((recording, player) =>
            Enumerable.Range(0, (recording.Rows + rowsAtOnce - 1) / rowsAtOnce)
                .Select(i => new Step(player, i * rowsAtOnce, Math.Min(recording.Rows, (i + 1) * rowsAtOnce))));
        if (shuffle is null)
            return steps;
        var shuffled = steps.ToArray();
        shuffle.Shuffle(shuffled);
        return shuffled;
    }

    private int RowsAtOnce()
    {
        const double StepSeconds = 0.1;
        var rows = _options.Speed is { } speed ? speed * StepSeconds / _options.RowInterval.TotalSeconds : double.MaxValue;
        return (int)Math.Clamp(rows, 1, _options.RowsPerBatch);
    }

    /// <summary>Rows of one recording that are handed over at once.</summary>
    private readonly record struct Step(int Player, int First, int End);
}
