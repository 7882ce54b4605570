using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace OrleansTwin.Api.StatusPage;

/// <summary>
/// The status page: one file without any outside reference. Its content security policy lets exactly its own script and style
/// run, by their hashes, and talks to nobody but this gateway.
/// </summary>
internal static class StatusPageEndpoint
{
    private static readonly string Page = Read();
    private static readonly string Policy = PolicyOf(Page);

    public static IEndpointRouteBuilder MapStatusPage(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", Get).ExcludeFromDescription();
        return routes;
    }

    private static ContentHttpResult Get(HttpContext context)
    {
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers.XFrameOptions = "DENY";
        return TypedResults.Text(Page, "text/html", Encoding.UTF8);
    }

    private static string PolicyOf(string page) =>
        $"default-src 'none'; script-src {HashOf(page, "script")}; style-src {HashOf(page, "style")}; connect-src 'self'; "
        + "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'; trusted-types 'none'";

    private static string HashOf(string page, string element)
    {
        var start = page.IndexOf($"<{element}>", StringComparison.Ordinal) + element.Length + 2;
        var end = page.IndexOf($"</{element}>", start, StringComparison.Ordinal);
        return $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(page[start..end])))}'";
    }

    private static string Read()
    {
        using var file = typeof(StatusPageEndpoint).Assembly.GetManifestResourceStream("OrleansTwin.Api.StatusPage.index.html")
            ?? throw new InvalidOperationException("The status page is not embedded in the assembly.");
        using var reader = new StreamReader(file, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
