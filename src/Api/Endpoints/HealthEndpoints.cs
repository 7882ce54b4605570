using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Metrics;
using OrleansTwin.Api.Security;

namespace OrleansTwin.Api.Endpoints;

/// <summary>For supervisors and Prometheus. The two probes need no key and tell no more than part names.</summary>
internal static class HealthEndpoints
{
    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapProbe(
            "/health/live", "getHealth", "Whether the process works; 503 asks the supervisor to restart it.",
            report => report.IsAlive);
        routes.MapProbe(
            "/health/ready", "getReadiness", "Whether it can serve and take telemetry; 503 asks to be sent no traffic for now.",
            report => report.IsReady);
        routes.MapProbe("/healthz", "getHealthz", "The same as /health/live.", report => report.IsAlive);
        routes.MapProbe("/readyz", "getReadyz", "The same as /health/ready.", report => report.IsReady);
        routes.MapGet("/metrics", Metrics)
            .Requires(ApiRole.Read)
            .Describe("getMetrics", "Health", "Counters and gauges in Prometheus' text format 0.0.4.")
            .Produces<string>(StatusCodes.Status200OK, "text/plain")
            .ProducesGuardProblems();
        return routes;
    }

    private static void MapProbe(
        this IEndpointRouteBuilder routes, string path, string operation, string summary, Func<HealthReport, bool> isWell) =>
        routes.MapGet(path, (ITwinHost host, CancellationToken cancellation) => ProbeAsync(host, isWell, cancellation))
            .Describe(operation, "Health", summary)
            .Produces<HealthReport>(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<HealthReport>, JsonHttpResult<HealthReport>>> ProbeAsync(
        ITwinHost host, Func<HealthReport, bool> isWell, CancellationToken cancellation)
    {
        var report = await host.CheckHealthAsync(cancellation);
        return isWell(report)
            ? TypedResults.Ok(report)
            : TypedResults.Json(report, statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private static ContentHttpResult Metrics(ApiMetrics metrics) =>
        TypedResults.Text(PrometheusText.Write(metrics.Read()), PrometheusText.ContentType);
}
