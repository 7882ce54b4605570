using Microsoft.AspNetCore.Http;
using OrleansTwin.Api.Problems;

namespace OrleansTwin.Api.Queries;

/// <summary>Reads a request's body whole, up to a bound.</summary>
internal static class Bodies
{
    private const int FirstBytes = 16 << 10;

    /// <exception cref="ProblemException">
    /// 413: longer than <paramref name="bytesMax"/>; 400: it can't be read.
    /// </exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(
        HttpRequest request, int bytesMax, string option, CancellationToken cancellation)
    {
        try
        {
            return await ReadWholeAsync(request, bytesMax, option, cancellation);
        }
        catch (IOException broken) when (broken is not BadHttpRequestException)
        {
            // The server below tells some broken bodies, such as a chunk of more bytes than there are numbers, in this way.
            throw new ProblemException(
                StatusCodes.Status400BadRequest,
                $"The body can't be read: {broken.Message}",
                "A body as HTTP/1.1 frames it.",
                "Correct the chunks, or send the body with its Content-Length.");
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadWholeAsync(
        HttpRequest request, int bytesMax, string option, CancellationToken cancellation)
    {
        if (request.ContentLength > bytesMax)
            throw TooLarge(request.ContentLength.Value, bytesMax, option);
        var body = new byte[request.ContentLength is { } known ? (int)known : Math.Min(FirstBytes, bytesMax)];
        var length = 0;
        while (true)
        {
            if (length == body.Length)
            {
                var next = new byte[1];
                if (await request.Body.ReadAsync(next, cancellation) == 0)
                    return body;
                if (length == bytesMax)
                    throw TooLarge(bytesMax + 1L, bytesMax, option);
                Array.Resize(ref body, (int)Math.Min(bytesMax, Math.Max(FirstBytes, body.Length * 2L)));
                body[length++] = next[0];
            }

            var read = await request.Body.ReadAsync(body.AsMemory(length), cancellation);
            if (read == 0 && length < body.Length)
                return body.AsMemory(0, length);
            length += read;
        }
    }

    private static ProblemException TooLarge(long found, int bytesMax, string option) =>
        new(
            StatusCodes.Status413PayloadTooLarge,
            $"The body has {found} bytes or more.",
            $"At most {bytesMax} bytes (Api:{option}).",
            "Send it in several smaller requests.");
}
