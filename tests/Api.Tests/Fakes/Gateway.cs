using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Security;

namespace OrleansTwin.Api.Tests.Fakes;

/// <summary>The gateway on a real Kestrel at a free loopback port, before a host in memory.</summary>
internal sealed class Gateway : IAsyncDisposable
{
    /// <summary>A page of another maker, behind an admin key.</summary>
    public const string Page = "/pages/of-another-maker";

    private readonly WebApplication? _app;

    private Gateway(WebApplication? app, FakeTwinHost host, Uri? address)
    {
        (_app, Host) = (app, host);
        Client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(20) };
    }

    /// <summary>Stands in a field until the test has started its own.</summary>
    public static Gateway None => new(null, new FakeTwinHost(), null);

    public FakeTwinHost Host { get; }

    public HttpClient Client { get; }

    public T Service<T>()
        where T : notnull =>
        (_app ?? throw new InvalidOperationException("The gateway was not started.")).Services.GetRequiredService<T>();

    public static async Task<Gateway> StartAsync(
        ApiOptions? options = null, TimeProvider? time = null, ISiteHost? sites = null)
    {
        var host = new FakeTwinHost();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<ITwinHost>(host);
        if (time is not null)
            builder.Services.AddSingleton(time);
        if (sites is not null)
            builder.Services.AddSingleton(sites);
        builder.Services.AddOrleansTwinApi((options ?? new ApiOptions()) with { ListenUrl = "http://127.0.0.1:0" });
        var app = builder.Build();
        app.MapOrleansTwinApi();
        app.MapGet(Page, () => "").RequiresPasswordOf(ApiRole.Admin);
        await app.StartAsync();
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        return new Gateway(app, host, new Uri(addresses!.Addresses.Single()));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_app is null)
            return;
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
