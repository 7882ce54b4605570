using System.IO.Compression;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Ingest.Csv;

namespace OrleansTwin.Runtime.Answers;

/// <content>History from files.</content>
internal sealed partial class IngestControl
{
    public async Task<HistoryImportReceipt> ImportHistoryAsync(
        HistoryImportSubmission submission, CancellationToken cancellation)
    {
        await using var content = Unpacked(submission);
        try
        {
            return Receipt(await ingest.ImportAsync(content, submission.Columns, cancellation));
        }
        catch (CsvRefusedException refused)
        {
            throw new HostFaultException(HostFault.Invalid, refused.Found, refused.Expected, refused.Remedy);
        }
        catch (HistoryImportException broken) when (broken.InnerException is InvalidDataException)
        {
            throw new HostFaultException(
                HostFault.Invalid, broken.Message, "gzip, as the content encoding says.", "Send the file whole.");
        }
        catch (HistoryImportException broken)
        {
            throw new HostFaultException(
                HostFault.Unavailable, broken.Message, "a file that goes through.", "See /health/ready.")
            {
                RetryAfter = StoreRetry,
            };
        }
    }

    private static Stream Unpacked(HistoryImportSubmission submission) =>
        submission.ContentEncoding?.ToUpperInvariant() switch
        {
            null or "" or "IDENTITY" => submission.Content,
            "GZIP" => new GZipStream(submission.Content, CompressionMode.Decompress, leaveOpen: true),
            _ => throw new HostFaultException(
                HostFault.Unsupported, $"Content encoding '{submission.ContentEncoding}'.", "gzip, or none.",
                "Pack it with gzip, or not at all."),
        };

    private static HistoryImportReceipt Receipt(HistoryImportResult result) => new(
        result.Lines,
        result.Samples,
        Times.OrNull(result.FromTicks),
        Times.OrNull(result.ToTicks),
        result.Refused.Values.Sum(),
        result.Refused.ToDictionary(pair => ReasonWords.Of(pair.Key), pair => pair.Value, StringComparer.Ordinal),
        [.. result.Errors.Select(error => new HistoryLineRefusal(error.Line, ReasonWords.Of(error.Reason), error.Detail))]);
}
