using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OrleansTwin.Runtime.Tests.Webhooks;

/// <summary>A request as a receiver of webhooks gets it.</summary>
internal sealed record Told(string Id, string Timestamp, string? Signature, string Key, string Body);

/// <summary>Who is told by webhook: keeps every request, and answers as it is told to.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly WebApplication _app;
    private readonly Func<Told, int> _answer;
    private readonly Channel<Told> _told = Channel.CreateUnbounded<Told>();

    private Receiver(WebApplication app, Func<Told, int> answer) => (_app, _answer) = (app, answer);

    public string Url => $"{_app.Urls.Single()}/hook?token=1";

    /// <param name="answer">Gives the status of an answer; null: it takes everything.</param>
    public static async Task<Receiver> StartAsync(Func<Told, int>? answer = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new Receiver(app, answer ?? (_ => StatusCodes.Status204NoContent));
        app.MapPost("/hook", receiver.TakeAsync);
        await app.StartAsync();
        return receiver;
    }

    /// <summary>The next request.</summary>
    public async Task<Told> NextAsync() => await _told.Reader.ReadAsync().AsTask().WaitAsync(Limit);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var headers = context.Request.Headers;
        var told = new Told(
            headers["webhook-id"].Single()!, headers["webhook-timestamp"].Single()!,
            headers["webhook-signature"].SingleOrDefault(), headers["Idempotency-Key"].Single()!,
            await reader.ReadToEndAsync());
        context.Response.StatusCode = _answer(told);
        context.Response.Headers.Location = "/elsewhere";
        _told.Writer.TryWrite(told);
    }
}
