using System.IO.Pipelines;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Answers;

namespace OrleansTwin.Grains.Feeds;

/// <summary>
/// A file of history on its way from a gateway, part by part: the import reads them as one stream, at its own pace. A gateway
/// that falls silent has given it up.
/// </summary>
internal sealed class HistoryUpload : IDisposable
{
    private static readonly TimeSpan SilenceMax = TimeSpan.FromMinutes(1);

    private readonly Pipe _pipe = new();
    private readonly CancellationTokenSource _silent = new(SilenceMax);
    private readonly Task<HistoryImportReceipt> _import;

    public HistoryUpload(IngestControl ingest, string? contentEncoding, string? columns) => _import = Task.Run(async () =>
    {
        try
        {
            var submission = new HistoryImportSubmission(_pipe.Reader.AsStream(), contentEncoding, columns);
            return await ingest.ImportHistoryAsync(submission, _silent.Token);
        }
        finally
        {
            await _pipe.Reader.CompleteAsync();
        }
    });

    /// <summary>Cancelled when nothing has come for too long.</summary>
    public CancellationToken Silent => _silent.Token;

    /// <summary>Waits while the import is behind. What it ran into is thrown here, too.</summary>
    public async Task AddAsync(byte[] part)
    {
        _silent.CancelAfter(SilenceMax);
        var written = await _pipe.Writer.WriteAsync(part, _silent.Token);
        if (written.IsCompleted)
            await _import;
    }

    /// <summary>The file is whole; returns when all that was taken is in the journal.</summary>
    public async Task<HistoryImportReceipt> EndAsync()
    {
        _silent.CancelAfter(Timeout.InfiniteTimeSpan);
        await _pipe.Writer.CompleteAsync();
        return await _import;
    }

    /// <summary>An import that still runs is given up; what it has taken stays.</summary>
    public void Dispose()
    {
        if (!_import.IsCompleted)
            _silent.Cancel();
        _silent.Dispose();
    }
}
