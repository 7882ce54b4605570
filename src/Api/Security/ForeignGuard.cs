using System.Net;
using Microsoft.AspNetCore.Http;
using OrleansTwin.Api.Metrics;
using OrleansTwin.Api.Problems;

namespace OrleansTwin.Api.Security;

/// <summary>
/// Keeps web pages of other sites out of a gateway that the user's browser can reach: a request must be addressed to one of our
/// names (a name that was rebound to 127.0.0.1 is not), and whatever a browser says comes from another origin is refused. There
/// is no CORS on purpose.
/// </summary>
internal sealed class ForeignGuard(RequestDelegate next, ApiOptions options, ApiCounters counters)
{
    private readonly bool _isLoopback = ApiOptionsCheck.Listening(options).IsLoopback;

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!IsOurs(request.Host.Host))
            throw Misdirected(request.Host);
        if (IsForeign(request))
            throw Foreign(request.Headers.Origin.ToString());
        return next(context);
    }

    private bool IsOurs(string host)
    {
        if (options.HostNames.Contains(host, StringComparer.OrdinalIgnoreCase))
            return true;
        return _isLoopback ? IsLoopbackName(host) : options.HostNames.Count == 0;
    }

    private static bool IsLoopbackName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static bool IsForeign(HttpRequest request)
    {
        if (!request.Path.StartsWithSegments("/api") && HttpMethods.IsGet(request.Method))
            return false;
        if (request.Headers.Origin is [{ Length: > 0 } origin])
            return !Uri.TryCreate(origin, UriKind.Absolute, out var from) || !IsSame(from, request);
        return request.Headers["Sec-Fetch-Site"] is ["cross-site" or "same-site"];
    }

    // The scheme is not compared: a proxy in front may end TLS. The authority says which site it is.
    private static bool IsSame(Uri from, HttpRequest request) =>
        string.Equals(from.IdnHost, request.Host.Host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase)
        && (request.Host.Port is { } port ? from.Port == port : from.IsDefaultPort);

    private ProblemException Misdirected(HostString host)
    {
        counters.CountForeign();
        return new ProblemException(
            StatusCodes.Status421MisdirectedRequest,
            $"The request's Host header is '{host}'.",
            _isLoopback ? "localhost or a loopback address." : $"One of: {string.Join(", ", options.HostNames)}.",
            "Use one of these names, or add the name to Api:HostNames.");
    }

    private ProblemException Foreign(string origin)
    {
        counters.CountForeign();
        return new ProblemException(
            StatusCodes.Status403Forbidden,
            $"The request comes from a page of another origin{(origin.Length > 0 ? $", '{origin}'" : "")}.",
            "A page that this gateway served itself, or a program that is no browser.",
            "Send the request from a server, or put both behind one origin with a proxy.");
    }
}
