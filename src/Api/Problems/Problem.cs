using OrleansTwin.Api.Hosting;

namespace OrleansTwin.Api.Problems;

/// <summary>
/// An error as every endpoint tells it (RFC 9457, <c>application/problem+json</c>): besides the standard's members what was
/// found, what was expected, and how to mend it.
/// </summary>
public sealed record Problem(
    string Type, string Title, int Status, string Detail, string? Instance, string Found, string Expected, string Remedy)
{
    /// <summary>What is wrong with a plant file that was refused.</summary>
    public IReadOnlyList<PlantFinding>? Findings { get; init; }

    public static Problem Of(int status, string found, string expected, string remedy) =>
        new("about:blank", TitleOf(status), status, $"{found} {remedy}", null, found, expected, remedy);

    private static string TitleOf(int status) =>
        status switch
        {
            421 => "Misdirected Request",
            428 => "Precondition Required",
            429 => "Too Many Requests",
            499 => "Client Closed Request",
            _ => Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status),
        };
}
