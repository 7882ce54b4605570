using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Problems;
using OrleansTwin.Api.Queries;
using OrleansTwin.Api.Security;

namespace OrleansTwin.Api.Endpoints;

/// <summary>The plant file: read it, replace it, look at its versions.</summary>
internal static class PlantEndpoints
{
    private const string Yaml = "application/yaml";

    private static readonly string[] YamlTypes = [Yaml, "text/yaml", "application/x-yaml", "text/x-yaml", "text/plain"];
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static RouteGroupBuilder MapPlant(this RouteGroupBuilder api)
    {
        api.MapGet("/plant", GetAsync)
            .Requires(ApiRole.Read)
            .Describe(
                "getPlant", "Plant", "The plant file in force, or an earlier version: YAML, or JSON where Accept asks for it.")
            .Produces<string>(StatusCodes.Status200OK, Yaml)
            .Produces<PlantDocument>()
            .ProducesProblems(400, 404);
        api.MapPut("/plant", ReplaceAsync)
            .Requires(ApiRole.Admin)
            .Describe("replacePlant", "Plant", "Validates a plant file and puts it in force; with check=true it only validates.")
            .WithDescription("If-Match names the version that was edited (its ETag, or * for whatever is in force).")
            .DescribeBody(YamlTypes)
            .ProducesProblems(400, 412, 413, 415, 422, 428);
        api.MapGet("/plant/versions", VersionsAsync)
            .Requires(ApiRole.Read)
            .Describe("listPlantVersions", "Plant", "Kept versions of the plant file, newest first.")
            .ProducesProblems(400);
        return api;
    }

    private static async Task<IResult> GetAsync(
        long? version, HttpContext context, ITwinHost host, CancellationToken cancellation)
    {
        var plant = await host.GetPlantAsync(version, cancellation) ?? throw NoVersion(version);
        context.Response.Headers.ETag = Tag(plant.Version);
        context.Response.Headers.Vary = "Accept";
        return WantsJson(context.Request) ? TypedResults.Ok(plant) : TypedResults.Text(plant.Text, Yaml, Encoding.UTF8);
    }

    private static async Task<Ok<PlantReplaced>> ReplaceAsync(
        bool? check,
        string? note,
        [FromHeader(Name = "If-Match")] string? ifMatch,
        HttpContext context,
        ITwinHost host,
        ApiOptions options,
        CancellationToken cancellation)
    {
        var isCheckOnly = check is true;
        var expected = isCheckOnly ? null : Expected(ifMatch);
        var text = await ReadTextAsync(context.Request, options, cancellation);
        var replacement = new PlantReplacement(text, expected, Limits.Words(nameof(note), note), isCheckOnly);
        var replaced = await ApplyAsync(host, replacement, cancellation);
        if (!isCheckOnly && !replaced.IsApplied)
            throw Refused(replaced);
        context.Response.Headers.ETag = Tag(replaced.Version);
        return TypedResults.Ok(replaced);
    }

    private static async Task<Ok<Page<PlantVersion>>> VersionsAsync(
        int? limit, string? cursor, ITwinHost host, ApiOptions options, CancellationToken cancellation) =>
        TypedResults.Ok(await host.ListPlantVersionsAsync(Limits.Page(limit, cursor, options), cancellation));

    private static async Task<PlantReplaced> ApplyAsync(
        ITwinHost host, PlantReplacement replacement, CancellationToken cancellation)
    {
        try
        {
            return await host.ReplacePlantAsync(replacement, cancellation);
        }
        catch (HostFaultException fault) when (fault.Fault == HostFault.Conflict)
        {
            throw new ProblemException(StatusCodes.Status412PreconditionFailed, fault.Found, fault.Expected, fault.Remedy);
        }
    }

    private static async Task<string> ReadTextAsync(HttpRequest request, ApiOptions options, CancellationToken cancellation)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !YamlTypes.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase))
        {
            throw new ProblemException(
                StatusCodes.Status415UnsupportedMediaType,
                $"The body's content type is '{request.ContentType}'.",
                $"One of: {string.Join(", ", YamlTypes)}.",
                "Send the header 'Content-Type: application/yaml'.");
        }

        var body = await Bodies.ReadAsync(request, options.PlantBytesMax, nameof(options.PlantBytesMax), cancellation);
        try
        {
            return StrictUtf8.GetString(body.Span);
        }
        catch (DecoderFallbackException bad)
        {
            throw new ProblemException(
                StatusCodes.Status400BadRequest,
                $"The body is not UTF-8 from byte {bad.Index} on.",
                "UTF-8 text.",
                "Save the file as UTF-8.");
        }
    }

    private static bool WantsJson(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
        && accepted.MaxBy(type => type.Quality ?? 1) is { } first
        && first.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase);

    private static string Tag(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    private static long? Expected(string? ifMatch)
    {
        if (string.IsNullOrWhiteSpace(ifMatch))
        {
            throw new ProblemException(
                StatusCodes.Status428PreconditionRequired,
                "The request has no If-Match header.",
                "If-Match with the version that was edited, as GET /api/v1/plant gave it in ETag, or *.",
                "Read the plant again and send its ETag back.");
        }

        if (ifMatch.Trim() == "*")
            return null;
        return long.TryParse(ifMatch.Trim().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw new ProblemException(
                StatusCodes.Status400BadRequest,
                $"If-Match is '{ifMatch}'.",
                "A version number such as \"7\", or *.",
                "Send the ETag back.");
    }

    private static ProblemException NoVersion(long? version) =>
        new(
            StatusCodes.Status404NotFound,
            $"Version {version} of the plant file is not kept.",
            "A version that GET /api/v1/plant/versions lists.",
            "Choose one of these.");

    private static ProblemException Refused(PlantReplaced replaced)
    {
        var errors = replaced.Findings.Count(finding => finding.Severity == FindingSeverity.Error);
        var problem = Problem.Of(
            StatusCodes.Status422UnprocessableEntity,
            $"The plant file has {errors} {(errors == 1 ? "error" : "errors")}; nothing was changed.",
            "A plant file without errors.",
            "Mend the findings; each names its line.");
        return new ProblemException(problem with { Findings = replaced.Findings });
    }
}
