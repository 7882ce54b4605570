using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using OrleansTwin.Api.Endpoints;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Metrics;
using OrleansTwin.Api.Problems;
using OrleansTwin.Api.Queries;
using OrleansTwin.Api.Security;

namespace OrleansTwin.Api.Live;

/// <summary>Live views as server-sent events.</summary>
internal static class LiveEndpoints
{
    public static RouteGroupBuilder MapLive(this RouteGroupBuilder api)
    {
        api.MapGet("/live", StreamAsync)
            .Requires(ApiRole.Read)
            .Describe("watchTwins", "Live", "Views of twins, and alarms, as they change (server-sent events).")
            .WithDescription(
                "First the present view of every twin of ids, and the alarms at or below every twin of alarms, then each change. "
                + "Events: twin (data: a TwinView), alarms (data: a LiveAlarms: those that are not normal), gone (data: a "
                + "LiveGone), gap (data: a LiveGap). Send the id of the last event seen in the header Last-Event-ID to go on "
                + "from there. A slow reader gets the newest view of each and a gap event.")
            .WithMetadata(new OpenEnded())
            .Produces<TwinView>(StatusCodes.Status200OK, "text/event-stream")
            .ProducesProblems(400, 404, 429);
        return api;
    }

    private static async Task StreamAsync(
        [FromQuery] string? ids,
        [FromQuery] string? alarms,
        [FromHeader(Name = "Last-Event-ID")] string? lastEventId,
        HttpContext context,
        LiveHub hub,
        LivePump pump,
        ITwinHost host,
        ApiOptions options,
        RequestLatencies latencies,
        TimeProvider time,
        IHostApplicationLifetime lifetime)
    {
        var (twins, below) = (Ids(ids, options), Ids(alarms, options));
        HashSet<string> topics = [.. twins, .. below.Select(LiveTopic.AlarmsOf)];
        DemandFew(topics, options);
        await DemandKnownAsync([.. twins, .. below], host, context.RequestAborted);
        using var subscription =
            hub.Join(topics, KeyGuard.ClientOf(context), LiveEventId.Parse(lastEventId)) ?? throw Full(options);

        // An open stream must not hold up the process when it is told to stop.
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            var writer = new SseWriter(context.Response.BodyWriter, hub.Epoch, latencies.LivePush);
            await SendAsync(context, subscription, writer, pump, options, time, ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The reader left or the process stops: the normal end of a stream.
        }
    }

    private static async Task SendAsync(
        HttpContext context,
        LiveSubscription subscription,
        SseWriter writer,
        LivePump pump,
        ApiOptions options,
        TimeProvider time,
        CancellationToken ended)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await writer.BeginAsync(ended);
        await pump.PublishAsync(subscription.Topics, ended);
        while (true)
        {
            try
            {
                await subscription.WaitAsync(options.LiveHeartbeat, time, ended);
            }
            catch (TimeoutException)
            {
                await writer.HeartbeatAsync(ended);
                continue;
            }

            var (gap, events) = subscription.Take();
            await writer.WriteAsync(gap, events, ended);
        }
    }

    private static IReadOnlyList<string> Ids(string? ids, ApiOptions options) =>
    [
        .. (ids ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(id => Limits.Id(id, options)),
    ];

    private static void DemandFew(HashSet<string> topics, ApiOptions options)
    {
        if (topics.Count > 0 && topics.Count <= options.LiveIdsMax)
            return;
        throw new ProblemException(
            StatusCodes.Status400BadRequest,
            $"ids and alarms name {topics.Count} twins.",
            $"1 to {options.LiveIdsMax} ids, separated by commas (Api:LiveIdsMax).",
            "Subscribe to fewer, or in several subscriptions.");
    }

    private static async Task DemandKnownAsync(HashSet<string> ids, ITwinHost host, CancellationToken cancellation)
    {
        var views = await host.GetManyAsync(ids, cancellation);
        if (views.Count < ids.Count && ids.Except(views.Select(view => view.Id)).FirstOrDefault() is { } unknown)
            throw Faults.NoTwin(unknown);
    }

    private static ProblemException Full(ApiOptions options) =>
        new(
            StatusCodes.Status429TooManyRequests,
            "There are as many live subscriptions as there may be.",
            $"At most {options.LivePerClientMax} a client and {options.LiveTotalMax} in all "
            + "(Api:LivePerClientMax, Api:LiveTotalMax).",
            "Close one, or watch several twins in one subscription.") { RetryAfter = TimeSpan.FromSeconds(5) };
}
