using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansTwin.Api;
using OrleansTwin.Api.Hosting;

namespace OrleansTwin.Runtime.Tests.Hosting;

/// <summary>The gateway on a real server at a free port, before a host of this process.</summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningGateway(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    public static async Task<RunningGateway> StartAsync(ITwinHost host, ApiOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(host);
        builder.Services.AddOrleansTwinApi(options with { ListenUrl = "http://127.0.0.1:0" });
        var app = builder.Build();
        app.MapOrleansTwinApi();
        await app.StartAsync();
        return new RunningGateway(app);
    }

    public T Service<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
