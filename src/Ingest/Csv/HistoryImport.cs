using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Ingest.Rejects;
using OrleansTwin.Ingest.Tags;

namespace OrleansTwin.Ingest.Csv;

/// <summary>
/// History out of a CSV, as late data with times of its own: each sample is equal to itself however often it comes, so a file
/// that broke off is simply imported again. It passes the queue of live telemetry by and goes to the sink batch by batch, the
/// next one when the one before is through, so that it never stands in front of live telemetry with more than one.
/// </summary>
public sealed class HistoryImport(IBatchSink sink, IngestOptions options, Func<long> keptFromTicks, TimeProvider time)
{
    public const int ErrorsMax = 20;

    private readonly long[] _refused = new long[Enum.GetValues<RejectReason>().Length];
    private long _samples;

    /// <summary>Samples imported since the process began.</summary>
    public long Samples => Interlocked.Read(ref _samples);

    /// <summary>Values and lines refused since the process began, by reason.</summary>
    public IEnumerable<(RejectReason Reason, long Count)> Refused =>
        Enum.GetValues<RejectReason>().Where(reason => reason != RejectReason.None)
            .Select(reason => (reason, Interlocked.Read(ref _refused[(int)reason])));

    /// <summary>Imports a file; when this returns, all that was taken is through the sink.</summary>
    /// <param name="content">The file, which is read once.</param>
    /// <param name="columns">Names for its columns in place of those in its first line; null: those.</param>
    /// <param name="tags">The plant's sensors and tags.</param>
    /// <param name="cancel">Breaks it off; what was taken stays.</param>
    /// <exception cref="CsvRefusedException">Its first line can't be used; nothing was taken.</exception>
    /// <exception cref="HistoryImportException">The sink took no more, or the file could not be read on.</exception>
    public async Task<HistoryImportResult> RunAsync(Stream content, string? columns, TagMap tags, CancellationToken cancel)
    {
        var records = new CsvRecords(content);
        if (!await records.ReadAsync(cancel))
            throw new CsvRefusedException("The file is empty.", "a first line with the names of the columns.", "Send it whole.");
        var run = new Run(this, tags, HistoryColumns.Of(records, columns, tags));
        try
        {
            await run.TakeAllAsync(records, cancel);
        }
        catch (Exception broken) when (broken is not OperationCanceledException)
        {
            throw new HistoryImportException(run.SafeLine, run.Samples, broken);
        }

        return run.Result();
    }

    /// <summary>One file on its way. While a batch is on its way, the next one is read.</summary>
    private sealed class Run
    {
        private readonly HistoryImport _import;
        private readonly HistoryLines _taker;
        private readonly Dictionary<RejectReason, long> _refusals = [];
        private readonly List<LineRefusal> _errors = [];
        private IngestBatch _batch = new();
        private IngestBatch _other = new();
        private Task _way = Task.CompletedTask;
        private long _wayLine;
        private int _wayCount;
        private long _lines;

        public Run(HistoryImport import, TagMap tags, HistoryColumns columns)
        {
            _import = import;
            _taker = new HistoryLines(columns, tags, import.Options, Refuse);
            Begin();
        }

        public long Samples { get; private set; }

        /// <summary>The last line of which all that was taken is through.</summary>
        public long SafeLine { get; private set; } = 1;

        public async Task TakeAllAsync(CsvRecords records, CancellationToken cancel)
        {
            while (await records.ReadAsync(cancel))
            {
                _lines++;
                _taker.Take(records);
                if (_batch.Count >= _import.Options.BatchSamplesMax)
                    await SendAsync(records.Line, cancel);
            }

            await SendAsync(records.Line, cancel);
            await ArriveAsync();
        }

        public HistoryImportResult Result() => new(
            _lines, Samples, Samples == 0 ? 0 : _taker.FirstTicks, _taker.LastTicks, _refusals, _errors);

        private async Task SendAsync(long line, CancellationToken cancel)
        {
            await ArriveAsync();
            (_wayLine, _wayCount) = (line, _batch.Count);
            if (_batch.Count > 0)
                _way = await _import.Sink.TakeAsync(_batch, cancel);
            (_batch, _other) = (_other, _batch);
            Begin();
        }

        private async Task ArriveAsync()
        {
            await _way;
            _way = Task.CompletedTask;
            Samples += _wayCount;
            Interlocked.Add(ref _import._samples, _wayCount);
            (SafeLine, _wayCount) = (Math.Max(SafeLine, _wayLine), 0);
        }

        private void Begin()
        {
            _batch.Clear();
            _taker.Fill(_batch, _import.Time.GetUtcNow().UtcTicks, _import.KeptFromTicks());
        }

        private void Refuse(LineRefusal refusal)
        {
            Interlocked.Increment(ref _import._refused[(int)refusal.Reason]);
            _refusals[refusal.Reason] = _refusals.GetValueOrDefault(refusal.Reason) + 1;
            if (_errors.Count < ErrorsMax)
                _errors.Add(refusal);
        }
    }

    private IBatchSink Sink => sink;

    private IngestOptions Options => options;

    private Func<long> KeptFromTicks => keptFromTicks;

    private TimeProvider Time => time;
}
