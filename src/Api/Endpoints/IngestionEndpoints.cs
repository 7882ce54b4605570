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
    private const int IdempotencyKeyMax = 255;

    public static RouteGroupBuilder MapIngestion(this RouteGroupBuilder api)
    {
        api.MapPost("/telemetry", SubmitAsync)
            .Requires(ApiRole.Write)
            .Describe("submitTelemetry", "Telemetry", "Takes a batch of samples; answers once it is safe in the journal.")
            .WithDescription(
                "JSON or NDJSON, packed with gzip where Content-Encoding says so. A batch with an Idempotency-Key can be sent again after a lost answer: it is "
                + "counted once. Parts that can't be read become dead letters, the rest counts.")
            .Accepts<Stream>("application/json", "application/x-ndjson")
            .ProducesProblems(400, 413, 415, 429, 503);
        api.MapGet("/unknown-tags", UnknownTagsAsync)
            .Requires(ApiRole.Read)
            .Describe("listUnknownTags", "Telemetry", "Tags that no sensor claims, the busiest first.")
            .ProducesProblems(400);
        api.MapPost("/unknown-tags/adopt", AdoptAsync)
            .Requires(ApiRole.Admin)
            .Describe("adoptUnknownTag", "Telemetry", "Gives an unknown tag to a sensor, in a new version of the plant.")
            .ProducesProblems(400, 404, 409);
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
        TimeProvider time,
        CancellationToken cancellation)
    {
        if (idempotencyKey?.Length > IdempotencyKeyMax)
        {
            throw new ProblemException(
                StatusCodes.Status400BadRequest,
                $"Idempotency-Key is {idempotencyKey.Length} characters long.",
                $"At most {IdempotencyKeyMax}.",
                "Send a shorter one, for example a UUID.");
        }

        var body = await Bodies.ReadAsync(request, options.TelemetryBytesMax, nameof(options.TelemetryBytesMax), cancellation);
        string? encoding = request.Headers.ContentEncoding;
        var submission = new TelemetrySubmission(body, request.ContentType, encoding, idempotencyKey, time.GetUtcNow());
        return TypedResults.Accepted((string?)null, await host.SubmitTelemetryAsync(submission, cancellation));
    }

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
