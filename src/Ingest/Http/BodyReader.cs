using System.Buffers;
using System.IO.Compression;

namespace OrleansTwin.Ingest.Http;

/// <summary>
/// A whole body in pooled memory, unpacked, or the problem with it. Reads no further than the limits, however much is sent or
/// packed.
/// </summary>
internal sealed class BodyReader(ByteBudget budget) : IDisposable
{
    /// <summary>What the shortest body takes of the budget.</summary>
    public const int FirstBytes = 16 * 1024;

    private byte[] _buffer = [];
    private int _length;

    public TelemetryResult? Problem { get; private set; }

    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    public static async Task<BodyReader> ReadAsync(
        TelemetryBody body, HttpTelemetryOptions options, ByteBudget budget, CancellationToken cancel)
    {
        var reader = new BodyReader(budget);
        try
        {
            reader.Problem = await reader.ReadContentAsync(body, options, cancel);
        }
        catch (InvalidDataException)
        {
            reader.Problem = new TelemetryResult(
                TelemetryOutcome.Malformed, "The body is not gzip, as its content encoding says.");
        }
        catch (BudgetExceededException)
        {
            reader.Problem = new TelemetryResult(
                TelemetryOutcome.Busy, $"Bodies under way hold {options.BytesAtOnceMax} bytes already. Send it a little later.")
            {
                Limit = BodyLimit.BytesAtOnce,
            };
        }
        catch
        {
            reader.Dispose();
            throw;
        }
        return reader;
    }

    public void Dispose()
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        budget.Return(_buffer.Length);
        _buffer = [];
        _length = 0;
    }

    private async Task<TelemetryResult?> ReadContentAsync(
        TelemetryBody body, HttpTelemetryOptions options, CancellationToken cancel)
    {
        switch (body.ContentEncoding?.ToUpperInvariant())
        {
            case null or "" or "IDENTITY":
                var isWhole = await FillAsync(body.Content, options.BodyBytesMax, cancel);
                return isWhole ? null : TooLarge(BodyLimit.BodyBytes, "sent", options.BodyBytesMax);
            case "GZIP":
                var sent = new LimitedStream(body.Content, options.BodyBytesMax);
                await using (var unpacked = new GZipStream(sent, CompressionMode.Decompress))
                {
                    var fits = await FillAsync(unpacked, options.UnpackedBytesMax, cancel);
                    return sent.IsOverLimit ? TooLarge(BodyLimit.BodyBytes, "sent", options.BodyBytesMax)
                        : fits ? null
                        : TooLarge(BodyLimit.UnpackedBytes, "unpacked", options.UnpackedBytesMax);
                }
            default:
                return new TelemetryResult(
                    TelemetryOutcome.Unsupported, $"Content encoding '{body.ContentEncoding}'; expected gzip, or none.");
        }
    }

    // False when there is more than the limit.
    private async Task<bool> FillAsync(Stream content, int limit, CancellationToken cancel)
    {
        while (true)
        {
            if (_length == _buffer.Length)
                Grow();
            var read = await content.ReadAsync(_buffer.AsMemory(_length), cancel);
            if (read == 0)
                return true;
            _length += read;
            if (_length > limit)
                return false;
        }
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstBytes, _buffer.Length * 2));
        if (!budget.TryTake(larger.Length))
        {
            ArrayPool<byte>.Shared.Return(larger);
            throw new BudgetExceededException();
        }
        _buffer.AsSpan(0, _length).CopyTo(larger);
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        budget.Return(_buffer.Length);
        _buffer = larger;
    }

    private static TelemetryResult TooLarge(BodyLimit limit, string how, int bytesMax) =>
        new(TelemetryOutcome.TooLarge, $"The body is larger than {bytesMax} bytes as {how}. Send it in parts.")
        {
            Limit = limit,
        };

    private sealed class BudgetExceededException : Exception;
}
