using System.Net.Mime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Problems;
using OrleansTwin.Api.Queries;
using OrleansTwin.Api.Security;

namespace OrleansTwin.Api.Endpoints;

/// <summary>Models that were trained by command, handed to the running twins.</summary>
internal static class TrainedModelEndpoints
{
    public static RouteGroupBuilder MapTrainedModels(this RouteGroupBuilder api)
    {
        api.MapGet("/health/models", ListAsync)
            .Requires(ApiRole.Read)
            .Describe("listTrainedModels", "Health", "Models that machines can be followed by, with their records and versions.")
            .ProducesProblems(503);
        api.MapPut("/health/models/{model}", PutAsync)
            .Requires(ApiRole.Admin)
            .AnyBody()
            .Describe("putTrainedModel", "Health", "Puts a file of 'health rul train' in force for machines that name the model.")
            .WithDescription(
                "Refused with figures where the model's own record says that a band covers less than it states. The file in "
                + "force again changes nothing.")
            .DescribeBody(MediaTypeNames.Application.Octet)
            .ProducesProblems(400, 409, 413, 415, 503);
        api.MapDelete("/health/models/{model}", DeleteAsync)
            .Requires(ApiRole.Admin)
            .Describe("deleteTrainedModel", "Health", "Forgets a model, and answers those that are left.")
            .ProducesProblems(400, 404, 503);
        return api;
    }

    private static async Task<Ok<Page<TrainedModelView>>> ListAsync(ITwinHost host, CancellationToken cancellation) =>
        TypedResults.Ok(new Page<TrainedModelView>(await host.ListTrainedModelsAsync(cancellation), null));

    private static async Task<Ok<TrainedModelView>> PutAsync(
        string model, string? note, HttpContext context, ITwinHost host, ApiOptions options, CancellationToken cancellation)
    {
        var request = context.Request;
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals(MediaTypeNames.Application.Octet, StringComparison.OrdinalIgnoreCase))
        {
            throw new ProblemException(
                StatusCodes.Status415UnsupportedMediaType, $"The body's content type is '{request.ContentType}'.",
                MediaTypeNames.Application.Octet, "Send the model's file with 'Content-Type: application/octet-stream'.");
        }

        var body = await Bodies.ReadAsync(request, options.ModelBytesMax, nameof(options.ModelBytesMax), cancellation);
        var submission = new TrainedModelSubmission(
            Limits.Name("model", model), body.ToArray(), KeyGuard.UserOf(context, null), Limits.Words(nameof(note), note));
        return TypedResults.Ok(await host.PutTrainedModelAsync(submission, cancellation));
    }

    /// <summary>Answers those that are left.</summary>
    private static async Task<Ok<Page<TrainedModelView>>> DeleteAsync(
        string model, HttpContext context, ITwinHost host, CancellationToken cancellation)
    {
        var name = Limits.Name("model", model);
        return await host.DeleteTrainedModelAsync(name, KeyGuard.UserOf(context, null), cancellation)
            ? await ListAsync(host, cancellation)
            : throw new ProblemException(
                StatusCodes.Status404NotFound, $"No model is called '{name}'.", "The name of a model that was put in force.",
                "List them with GET /api/v1/health/models.");
    }
}
