using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OrleansTwin.Api.Metrics;
using OrleansTwin.Api.Problems;

namespace OrleansTwin.Api.Security;

/// <summary>
/// Endpoint metadata: the role that a key needs here. An endpoint without it is open. <paramref name="IsPage"/>: people open it
/// in a browser, which asks them for the key as a password and sends it with every request.
/// </summary>
internal sealed record RequiredRole(ApiRole Role, bool IsPage = false);

public static class RequiredRoleConventions
{
    /// <summary>
    /// Puts pages of another maker behind the gateway's keys: a browser asks for one as a password, of any user name. They are no
    /// part of the API's document.
    /// </summary>
    public static TBuilder RequiresPasswordOf<TBuilder>(this TBuilder builder, ApiRole role)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(
            new RequiredRole(role, IsPage: true), new ExcludeFromDescriptionAttribute());

    internal static TBuilder Requires<TBuilder>(this TBuilder builder, ApiRole role)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RequiredRole(role));
}

/// <summary>
/// Lets a request through to an endpoint whose role its key has. Runs after routing and before any body is read.
/// </summary>
internal sealed class KeyGuard(RequestDelegate next, KeyRing keys, FailedAttempts attempts, ApiCounters counters)
{
    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";

    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<RequiredRole>() is { } required && !keys.IsOpen)
            Admit(context, required);
        return next(context);
    }

    /// <summary>Who a request counts as in limits: its key, or its address where there are no keys.</summary>
    public static string ClientOf(HttpContext context) =>
        context.Features.Get<ApiKey>() is { } key ? $"key:{key.Name}" : $"address:{context.Connection.RemoteIpAddress}";

    /// <summary>Who acts: a key may be that of a control room: then who sits there is told beside its name.</summary>
    public static string UserOf(HttpContext context, string? user)
    {
        var key = context.Features.Get<ApiKey>()?.Name;
        return (user, key) switch
        {
            (null or "", null) => "anonymous",
            (null or "", { } name) => name,
            ({ } named, null) => named,
            ({ } named, { } name) => $"{named} ({name})",
        };
    }

    private void Admit(HttpContext context, RequiredRole required)
    {
        var address = context.Connection.RemoteIpAddress;
        if (attempts.Wait(address) is { } wait)
            throw Locked(wait);
        var sent = Sent(context.Request) ?? (required.IsPage ? Password(context.Request) : null);
        if (sent is null || keys.Find(sent) is not { } key)
        {
            // A request without any key is a newcomer's, not a guess: it is counted, but does not lock the address out.
            if (sent is not null)
                attempts.Count(address);
            counters.CountFailedKey();
            context.Response.Headers.WWWAuthenticate = $"{(required.IsPage ? "Basic" : "Bearer")} realm=\"OrleansTwin\"";
            throw Unknown(isMissing: sent is null);
        }

        if (!key.Roles.Contains(required.Role) && !key.Roles.Contains(ApiRole.Admin))
            throw Forbidden(key, required.Role);
        context.Features.Set(key);
    }

    private static string? Sent(HttpRequest request)
    {
        if (request.Headers["X-Api-Key"] is [{ Length: > 0 } key])
            return key;
        return request.Headers.Authorization is [{ } value] && value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? value[Bearer.Length..].Trim()
            : null;
    }

    private static string? Password(HttpRequest request)
    {
        if (request.Headers.Authorization is not [{ } value] || !value.StartsWith(Basic, StringComparison.OrdinalIgnoreCase))
            return null;
        var bytes = new byte[value.Length];
        return Convert.TryFromBase64String(value[Basic.Length..].Trim(), bytes, out var count)
            && Encoding.UTF8.GetString(bytes, 0, count).Split(':', 2) is [_, var password]
            ? password
            : "";
    }

    private ProblemException Locked(TimeSpan wait)
    {
        counters.CountRefusedAddress();
        return new ProblemException(
            StatusCodes.Status429TooManyRequests,
            "Too many wrong API keys came from this address.",
            "A right key.",
            "Correct the key, then try again after the time in Retry-After.") { RetryAfter = wait };
    }

    private static ProblemException Unknown(bool isMissing) =>
        new(
            StatusCodes.Status401Unauthorized,
            isMissing ? "The request has no API key." : "The request's API key is not one of this gateway's.",
            "A key in the header 'X-Api-Key: KEY' or 'Authorization: Bearer KEY'.",
            "Ask whoever runs this gateway for a key; keys are listed (hashed) under Api:Keys.");

    private static ProblemException Forbidden(ApiKey key, ApiRole role) =>
        new(
            StatusCodes.Status403Forbidden,
            $"The key '{key.Name}' has the roles {string.Join(", ", key.Roles).ToLowerInvariant()}.",
            $"The role {role.ToString().ToLowerInvariant()} or admin.",
            "Use another key, or give this one the role under Api:Keys.");
}
