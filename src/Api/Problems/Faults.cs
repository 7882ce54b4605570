using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Queries;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Api.Problems;

/// <summary>Which problem an exception is.</summary>
internal static partial class Faults
{
    public static ProblemException From(Exception exception) =>
        exception switch
        {
            ProblemException problem => problem,
            HostFaultException fault => FromHost(fault),
            BadHttpRequestException bad => FromRequest(bad),
            _ => new ProblemException(
                StatusCodes.Status500InternalServerError,
                "The request met an error inside the host.",
                "No error.",
                "Look in the host's log for the error of this time; if it is not explained there, report it."),
        };

    /// <summary>No twin has the id that was asked for.</summary>
    public static ProblemException NoTwin(string id) =>
        new(
            StatusCodes.Status404NotFound,
            $"No twin has the id '{id}'.",
            "The ISA-95 path of a twin of the plant in force, for example acme/lyon/body/line-1.",
            "List the ids with GET /api/v1/twins?q=...");

    private static ProblemException FromHost(HostFaultException fault)
    {
        var status = fault.Fault switch
        {
            HostFault.Invalid => StatusCodes.Status400BadRequest,
            HostFault.NotFound => StatusCodes.Status404NotFound,
            HostFault.Conflict => StatusCodes.Status409Conflict,
            HostFault.Busy => StatusCodes.Status429TooManyRequests,
            HostFault.Unavailable => StatusCodes.Status503ServiceUnavailable,
            HostFault.TooLarge => StatusCodes.Status413PayloadTooLarge,
            HostFault.Unsupported => StatusCodes.Status415UnsupportedMediaType,
            _ => StatusCodes.Status500InternalServerError,
        };
        var retry = fault.RetryAfter ?? (fault.Fault is HostFault.Busy or HostFault.Unavailable ? TimeSpan.FromSeconds(1) : null);
        return new ProblemException(status, fault.Found, fault.Expected, fault.Remedy) { RetryAfter = retry };
    }

    private static ProblemException FromRequest(BadHttpRequestException bad)
    {
        if (bad.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return new ProblemException(
                bad.StatusCode,
                "The body is larger than this endpoint takes.",
                "A smaller body.",
                "Send it in several smaller requests.");
        }

        if (bad.InnerException is System.Text.Json.JsonException json)
        {
            return new ProblemException(
                bad.StatusCode,
                $"The body is not the JSON that this endpoint reads: {json.Message}",
                "A JSON document of the schema in /openapi/v1.json.",
                "Correct the place that the message names.");
        }

        return Unbound().Match(bad.Message) is { Success: true } unbound
            ? new ProblemException(
                bad.StatusCode,
                $"The parameter '{unbound.Groups["name"]}' is '{unbound.Groups["value"]}'.",
                ExpectedOf(unbound.Groups["type"].Value),
                "Correct the parameter; /openapi/v1.json describes every one.")
            : new ProblemException(
                bad.StatusCode,
                bad.Message,
                "A request as /openapi/v1.json describes it.",
                "Compare the request with the document.");
    }

    private static string ExpectedOf(string type) =>
        type.Replace("?", "", StringComparison.Ordinal) switch
        {
            "int" or "long" or "Nullable<int>" or "Nullable<long>" => "A whole number.",
            "bool" or "Nullable<bool>" => "true or false.",
            var time when time.Contains("UtcTime", StringComparison.Ordinal) =>
                "A time with its offset, for example 2026-11-21T06:00:00Z (a + in a URL is written %2B).",
            var name when name.Contains("AssetKind", StringComparison.Ordinal) =>
                $"One of: {string.Join(", ", Word<AssetKind>.All)}.",
            var name when name.Contains("OeeRule", StringComparison.Ordinal) =>
                $"One of: {string.Join(", ", Word<OeeRule>.All)}.",
            _ => "A value of the type that the document names.",
        };

    [GeneratedRegex("^Failed to bind parameter \"(?<type>.+) (?<name>\\w+)\" from \"(?<value>.*)\"\\.$", RegexOptions.Singleline)]
    private static partial Regex Unbound();
}
