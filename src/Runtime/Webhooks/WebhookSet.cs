using Microsoft.Extensions.Logging;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Diagnostics;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Runtime.Links;
using OrleansTwin.Store;

namespace OrleansTwin.Runtime.Webhooks;

/// <summary>All who are told of the events of a store.</summary>
internal sealed class WebhookSet : IAsyncDisposable
{
    private readonly IOutbox _outbox;
    private readonly IReadOnlyList<Webhook> _webhooks;
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    private WebhookSet(IOutbox outbox, IReadOnlyList<Webhook> webhooks) => (_outbox, _webhooks) = (outbox, webhooks);

    /// <summary>Has the store keep events for them from now on; nobody is told before <see cref="Start"/>.</summary>
    public static async Task<WebhookSet> OpenAsync(
        IReadOnlyList<WebhookOptions> options, IOutbox outbox, TimeProvider time, ILogger log, CancellationToken cancellation)
    {
        var positions = await outbox.OpenAsync([.. options.Select(each => each.Name)], cancellation);
        return new WebhookSet(
            outbox,
            [
                .. options.Select(each => new Webhook(
                    each, outbox, positions[each.Name], OutboundHttp.Handler(each.CaFile), time, log)),
            ]);
    }

    public void Start() => _running = Task.WhenAll(_webhooks.Select(webhook => webhook.RunAsync(_stopping.Token)));

    /// <summary>A checkpoint was written.</summary>
    public void Wake()
    {
        foreach (var webhook in _webhooks)
            webhook.Wake();
    }

    public async Task<IReadOnlyList<WebhookView>> ListAsync(CancellationToken cancellation) =>
        await Task.WhenAll(_webhooks.Select(webhook => webhook.LookAsync(cancellation)));

    public async Task<IReadOnlyList<UndeliveredView>> ListUndeliveredAsync(int limit, CancellationToken cancellation) =>
    [
        .. (await _outbox.ReadUndeliveredAsync(null, limit, cancellation)).Select(lost => new UndeliveredView(
            lost.Target, lost.Event.Id, lost.Event.Kind, Times.Of(lost.Event.AtTicks), Times.Of(lost.GivenUpTicks), lost.Reason)),
    ];

    /// <summary>Null: there is no such webhook.</summary>
    public async Task<WebhookRetry?> TellAgainAsync(string name, CancellationToken cancellation) =>
        _webhooks.FirstOrDefault(webhook => webhook.Name == name) is { } found
            ? await found.TellAgainAsync(cancellation)
            : null;

    /// <summary>Trouble with who is told is no reason to take the host out of service.</summary>
    public IEnumerable<HealthCheck> CheckHealth() => _webhooks.Select(webhook => webhook.Failure is { } failure
        ? new HealthCheck(
            $"webhook {webhook.Name}", false, failure,
            "See to the receiver; events are kept and told when it answers. GET /api/v1/webhooks tells how many wait.")
        : new HealthCheck($"webhook {webhook.Name}", true, $"{webhook.Delivered} told, {webhook.GivenUp} given up"));

    public IReadOnlyList<MetricFamily> Read()
    {
        if (_webhooks.Count == 0)
            return [];
        var layer = MetricLayer.Api;
        return
        [
            layer.Counter(
                "orleanstwin_webhook_events_total", "{event}", "Events that a webhook has taken.",
                Points(webhook => webhook.Delivered)),
            layer.Counter(
                "orleanstwin_webhook_failures_total", "{attempt}", "Attempts to tell a webhook that failed.",
                Points(webhook => webhook.Failed)),
            layer.Counter(
                "orleanstwin_webhook_given_up_total", "{event}", "Events that a webhook was not told of.",
                Points(webhook => webhook.GivenUp)),
            layer.Counter(
                "orleanstwin_webhook_dropped_total", "{event}", "Events that went before all were told: too many waited.",
                _outbox.Dropped),
            layer.Latency(
                "orleanstwin_webhook_attempt_seconds", "An attempt until the receiver's answer.",
                _webhooks.Select(webhook => new MetricPoint([new("webhook", webhook.Name)], 0, webhook.Attempts))),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        foreach (var webhook in _webhooks)
            webhook.Dispose();
        _stopping.Dispose();
    }

    private IEnumerable<MetricPoint> Points(Func<Webhook, double> value) =>
        _webhooks.Select(webhook => new MetricPoint([new("webhook", webhook.Name)], value(webhook)));
}
