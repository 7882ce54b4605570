using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Problems;
using OrleansTwin.Api.Queries;
using OrleansTwin.Api.Security;

namespace OrleansTwin.Api.Endpoints;

/// <summary>History as CSV, out and in, of any length.</summary>
internal static class HistoryFileEndpoints
{
    private const string Csv = "text/csv";

    public static RouteGroupBuilder MapHistoryFiles(this RouteGroupBuilder api)
    {
        api.MapGet("/history.csv/{**id}", ExportAsync)
            .Requires(ApiRole.Read)
            .Describe("exportHistory", "History", "All samples of a sensor, or of all sensors at or below a twin, as CSV.")
            .WithDescription("Machine by machine, each in order of time. Numbers come back bit for bit; raw is what was sent.")
            .Produces<string>(StatusCodes.Status200OK, Csv)
            .ProducesProblems(400, 404, 409, 429);
        api.MapPost("/history.csv", ImportAsync)
            .Requires(ApiRole.Write)
            .AnyBody()
            .Describe("importHistory", "History", "Takes history from a CSV, of any length; sent again it counts once.")
            .WithDescription(
                "Columns time, sensor (or tag), value, and perhaps quality and raw; or time and a column for each sensor or tag. "
                + "Packed with gzip where Content-Encoding says so. Lines that can't be used are counted, the first are named.")
            .DescribeBody(Csv)
            .ProducesProblems(400, 415, 422, 429, 503);
        return api;
    }

    private static async Task ExportAsync(
        string id,
        UtcTime? from,
        UtcTime? to,
        string? window,
        HttpResponse response,
        ITwinHost host,
        ApiOptions options,
        FilePlaces places,
        CancellationToken cancellation)
    {
        var query = new HistoryExportQuery(Limits.Id(id, options), WindowParameters.Read(from, to, window, options));
        using var place = places.Take();
        response.ContentType = $"{Csv}; charset=utf-8; header=present";
        if (!await host.ExportHistoryAsync(query, response.Body, cancellation))
            throw Faults.NoTwin(query.TwinId);
    }

    private static async Task<Ok<HistoryImportReceipt>> ImportAsync(
        string? columns, HttpRequest request, ITwinHost host, FilePlaces places, CancellationToken cancellation)
    {
        var type = request.ContentType?.Split(';')[0].Trim();
        if (type is not null && !type.Equals(Csv, StringComparison.OrdinalIgnoreCase))
        {
            throw new ProblemException(
                StatusCodes.Status415UnsupportedMediaType,
                $"The content type is '{request.ContentType}'.",
                $"{Csv}, in UTF-8.",
                "Name it in Content-Type, or none.");
        }

        using var place = places.Take();
        string? encoding = request.Headers.ContentEncoding;
        var receipt = await host.ImportHistoryAsync(
            new HistoryImportSubmission(request.Body, encoding, Limits.Words(nameof(columns), columns)), cancellation);
        return receipt is { Samples: 0, Refused: > 0 } ? throw Refused(receipt) : TypedResults.Ok(receipt);
    }

    private static ProblemException Refused(HistoryImportReceipt receipt) => new(
        StatusCodes.Status422UnprocessableEntity,
        receipt.Errors is [var first, ..]
            ? $"Nothing of {receipt.Lines} lines could be taken; line {first.Line} ({first.Reason}): {first.Detail}."
            : $"Nothing of {receipt.Lines} lines could be taken.",
        "At least one line that can be used.",
        "Correct the lines and send the file again.");
}
