using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace OrleansTwin.Api;

/// <summary>The single place where a host plugs the gateway in; the host itself registers its <see cref="Hosting.ITwinHost"/>.</summary>
public static class ApiHost
{
    public static IServiceCollection AddOrleansTwinApi(this IServiceCollection services, ApiOptions options) => services.AddSingleton(options);

    public static IEndpointRouteBuilder MapOrleansTwinApi(this IEndpointRouteBuilder routes) => routes;
}
