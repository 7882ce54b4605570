using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrleansTwin.Api.Endpoints;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Json;
using OrleansTwin.Api.Live;
using OrleansTwin.Api.Metrics;
using OrleansTwin.Api.OpenApi;
using OrleansTwin.Api.Problems;
using OrleansTwin.Api.Queries;
using OrleansTwin.Api.Security;
using OrleansTwin.Api.StatusPage;
using OrleansTwin.Diagnostics;

namespace OrleansTwin.Api;

/// <summary>
/// The single place where a host plugs the gateway in. The host registers its <see cref="ITwinHost"/> and calls these
/// two; they also say where Kestrel listens.
/// </summary>
public static class ApiHost
{
    /// <exception cref="ApiOptionsException">An option is unsafe or meaningless; the message says how to mend it.</exception>
    public static IServiceCollection AddOrleansTwinApi(this IServiceCollection services, ApiOptions options)
    {
        ApiOptionsCheck.Demand(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<ApiCounters>();
        services.AddSingleton<RequestLatencies>();
        services.AddSingleton<IMetricSource>(given => given.GetRequiredService<RequestLatencies>());
        services.AddSingleton<ConnectionCounters>();
        services.AddSingleton<IMetricSource>(given => given.GetRequiredService<ConnectionCounters>());
        services.AddHostedService(given => given.GetRequiredService<ConnectionCounters>());
        services.AddSingleton(given => new ApiMetrics(
            given.GetRequiredService<ITwinHost>(),
            given.GetRequiredService<ApiCounters>(),
            given.GetRequiredService<LiveHub>(),
            given.GetServices<IMetricSource>()));
        services.AddSingleton<TelemetryBudget>();
        services.AddSingleton<FilePlaces>();
        services.AddSingleton<ClientRates>();
        services.AddSingleton<KeyRing>();
        services.AddSingleton<FailedAttempts>();
        services.AddSingleton(given => new LiveHub(
            options, given.GetRequiredService<ApiCounters>(), given.GetRequiredService<TimeProvider>()));
        services.AddSingleton<LivePump>();
        services.AddHostedService(given => given.GetRequiredService<LivePump>());
        services.Configure<JsonOptions>(json => ApiJsonOptions.Configure(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.Configure<KestrelServerOptions>(kestrel => Listening.Configure(kestrel, options));
        return services.AddApiDocument();
    }

    /// <summary>
    /// Adds the gateway's guards and endpoints, the status page at <c>/</c> included. Everything that is not mapped is a 404
    /// problem.
    /// </summary>
    public static WebApplication MapOrleansTwinApi(this WebApplication app)
    {
        app.UseGuards();
        app.MapStatusPage().MapHealth().MapOpenApi("/openapi/{documentName}.json");
        var api = app.MapGroup("/api/v1")
            .MapTwins()
            .MapKpis()
            .MapHistory()
            .MapHistoryFiles()
            .MapAlarms()
            .MapMachineHealth()
            .MapTrainedModels()
            .MapWorkOrders()
            .MapWebhooks()
            .MapIngestion()
            .MapDamage()
            .MapPlant()
            .MapLive();
        if (app.Services.GetRequiredService<IServiceProviderIsService>().IsService(typeof(ISiteHost)))
            api.MapSites();
        api.AddGuardProblems();
        return app;
    }

    /// <summary>
    /// What a process serves that is behind other gateways: its health and metrics. Everything else is a 404 problem.
    /// </summary>
    public static WebApplication MapOrleansTwinHealth(this WebApplication app)
    {
        app.UseGuards();
        app.MapHealth();
        return app;
    }

    private static void UseGuards(this WebApplication app)
    {
        app.UseMiddleware<RequestMeter>();
        app.UseMiddleware<ProblemMiddleware>();
        app.UseMiddleware<ForeignGuard>();
        app.UseMiddleware<KeyGuard>();
        app.UseMiddleware<LoadGuard>();
    }

    private static void AddGuardProblems(this RouteGroupBuilder api)
    {
        int[] statuses =
            [StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status421MisdirectedRequest];
        foreach (var status in statuses)
            api.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(Problem), ["application/problem+json"]));
    }
}
