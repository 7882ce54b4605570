using System.Collections.Concurrent;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Answers;

namespace OrleansTwin.Grains.Feeds;

/// <summary>The files of history that are on their way to a feed.</summary>
internal sealed class HistoryUploads : IDisposable
{
    private const int UploadsMax = 4;

    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Guid, HistoryUpload> _uploads = new();

    /// <exception cref="HostFaultException"><see cref="HostFault.Busy"/>: too many are on their way.</exception>
    public Guid Begin(IngestControl ingest, string? contentEncoding, string? columns)
    {
        if (_uploads.Count >= UploadsMax)
        {
            throw new HostFaultException(
                HostFault.Busy, $"{_uploads.Count} files of history are on their way to this feed.", "a free place.",
                "Send it when one of them is through.") { RetryAfter = Retry };
        }

        var (id, upload) = (Guid.NewGuid(), new HistoryUpload(ingest, contentEncoding, columns));
        _uploads[id] = upload;
        upload.Silent.Register(() => Remove(id));
        return id;
    }

    public async Task AddAsync(Guid id, byte[] part)
    {
        try
        {
            await Find(id).AddAsync(part);
        }
        catch
        {
            Remove(id);
            throw;
        }
    }

    public async Task<HistoryImportReceipt> EndAsync(Guid id)
    {
        try
        {
            return await Find(id).EndAsync();
        }
        finally
        {
            Remove(id);
        }
    }

    public void Dispose()
    {
        foreach (var id in _uploads.Keys)
            Remove(id);
    }

    private HistoryUpload Find(Guid id) => _uploads.GetValueOrDefault(id) ?? throw new HostFaultException(
        HostFault.Unavailable, "The import has broken off: the feed was moved, or nothing came for a minute.",
        "a file that goes through.", "Send it again: what was taken counts once.");

    private void Remove(Guid id)
    {
        if (_uploads.TryRemove(id, out var upload))
            upload.Dispose();
    }
}
