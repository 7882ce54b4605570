using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Problems;
using OrleansTwin.Api.Queries;
using OrleansTwin.Api.Security;

namespace OrleansTwin.Api.Endpoints;

/// <summary>Telemetry in, and what became of the part that nobody expected.</summary>
internal static class IngestionEndpoints
{
    private const int IdempotencyKeyMax = 256;

    public static RouteGroupBuilder MapIngestion(this RouteGroupBuilder api)
    {
        api.MapPost("/telemetry", SubmitAsync)
            .Requires(ApiRole.Write)
            .Describe("submitTelemetry", "Telemetry", "Takes a batch of samples; answers once it is safe in the journal.")
            .WithDescription(
                "JSON or NDJSON, packed with gzip where Content-Encoding says so. A batch with an Idempotency-Key can be sent "
                + "again after a lost answer: it is counted once and answered alike. Parts that can't be read become dead "
                + "letters, the rest counts.")
            .DescribeBody("application/json", "application/x-ndjson")
            .ProducesProblems(400, 413, 415, 422, 429, 503);
        api.MapGet("/unknown-tags", UnknownTagsAsync)
            .Requires(ApiRole.Read)
            .Describe("listUnknownTags", "Telemetry", "Tags that no sensor claims, the busiest first.")
            .ProducesProblems(400);
        api.MapPost("/unknown-tags/adopt", AdoptAsync)
            .Requires(ApiRole.Admin)
            .LimitBody()
            .Describe("adoptUnknownTag", "Telemetry", "Gives an unknown tag to a sensor, in a new version of the plant.")
            .ProducesProblems(400, 404, 409, 413, 415);
        api.MapGet("/dead-letters", DeadLettersAsync)
            .Requires(ApiRole.Read)
            .Describe("listDeadLetters", "Telemetry", "Messages that could not be read, newest first, with the reason.")
            .ProducesProblems(400);
        return api;
    }

    private static async Task<Accepted<TelemetryReceipt>> SubmitAsync(
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        HttpRequest request,
        ITwinHost host,
        ApiOptions options,
        TelemetryBudget budget,
        TimeProvider time,
        CancellationToken cancellation)
    {
        if (idempotencyKey is { Length: 0 or > IdempotencyKeyMax })
        {
            throw new ProblemException(
                StatusCodes.Status400BadRequest,
                $"Idempotency-Key is {idempotencyKey.Length} characters long.",
                $"1 to {IdempotencyKeyMax} characters.",
                "Send another one, for example a UUID, or none.");
        }

        using var place = budget.Take(request);
        var body = await Bodies.ReadAsync(request, options.TelemetryBytesMax, nameof(options.TelemetryBytesMax), cancellation);
        string? encoding = request.Headers.ContentEncoding;
        var submission = new TelemetrySubmission(body, request.ContentType, encoding, idempotencyKey, time.GetUtcNow());
        var receipt = await host.SubmitTelemetryAsync(submission, cancellation);
        return receipt is { Samples: 0, DeadLetters: > 0 }
            ? throw Refused(receipt)
            : TypedResults.Accepted((string?)null, receipt);
    }

    // A sender whose every value is refused must not believe that all is well.
    private static ProblemException Refused(TelemetryReceipt receipt) =>
        new(
            StatusCodes.Status422UnprocessableEntity,
            receipt.Errors is [var first, ..]
                ? $"None of the batch's {receipt.DeadLetters} values could be taken; number {first.Index} "
                    + $"({first.Reason}): {first.Detail}."
                : $"None of the batch's {receipt.DeadLetters} values could be taken.",
            "At least one value that can be read.",
            "Correct the values; GET /api/v1/dead-letters shows what was refused.");

    private static async Task<Ok<Page<UnknownTag>>> UnknownTagsAsync(
        int? limit, string? cursor, ITwinHost host, ApiOptions options, CancellationToken cancellation) =>
        TypedResults.Ok(await host.ListUnknownTagsAsync(Limits.Page(limit, cursor, options), cancellation));

    private static async Task<Ok<AdoptedTag>> AdoptAsync(
        TagAdoption adoption, ITwinHost host, ApiOptions options, CancellationToken cancellation)
    {
        var checkedAdoption = adoption with
        {
            Tag = Limits.Id(adoption.Tag, options),
            SensorId = Limits.Id(adoption.SensorId, options),
            Name = Limits.Words("name", adoption.Name),
            Unit = Limits.Words("unit", adoption.Unit),
        };
        return TypedResults.Ok(await host.AdoptTagAsync(checkedAdoption, cancellation));
    }

    private static async Task<Ok<Page<DeadLetter>>> DeadLettersAsync(
        int? limit, string? cursor, ITwinHost host, ApiOptions options, CancellationToken cancellation) =>
        TypedResults.Ok(await host.ListDeadLettersAsync(Limits.Page(limit, cursor, options), cancellation));
}
