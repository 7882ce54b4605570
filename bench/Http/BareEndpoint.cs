using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OrleansTwin.Bench.Http;

/// <summary>
/// <c>bare-endpoint</c>: Kestrel in a process of its own that answers every request with the same bytes: what a gateway without
/// any work would reach on this machine.
/// </summary>
internal static class BareEndpoint
{
    public const string CommandName = "bare-endpoint";

    public static Command Create()
    {
        var bytes = new Argument<string>("json");
        var command = new Command(CommandName, "The baseline of the API's benchmarks.") { bytes };
        command.Hidden = true;
        command.SetAction((parsed, cancellation) => RunAsync(
            System.Text.Encoding.UTF8.GetBytes(parsed.GetRequiredValue(bytes)), cancellation));
        return command;
    }

    private static async Task RunAsync(byte[] body, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.Run(async context =>
        {
            context.Response.ContentType = "application/json; charset=utf-8";
            context.Response.ContentLength = body.Length;
            await context.Response.BodyWriter.WriteAsync(body);
        });
        await app.StartAsync(cancellation);
        Console.WriteLine(app.Urls.First());
        await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
