using OrleansTwin.Api.Hosting;

namespace OrleansTwin.Runtime.Answers;

/// <content>Webhooks: each shard tells of its own events.</content>
internal sealed partial class TwinHost
{
    public async Task<IReadOnlyList<WebhookView>> ListWebhooksAsync(CancellationToken cancellation)
    {
        var parts = await AskAllAsync(
            _map.All, (_, shard, giveUp) => shard.ListWebhooksAsync(giveUp), Patience.Answer, cancellation);
        return [.. parts.SelectMany(part => part).GroupBy(webhook => webhook.Name, StringComparer.Ordinal).Select(Together)];
    }

    public async Task<IReadOnlyList<UndeliveredView>> ListUndeliveredAsync(int limit, CancellationToken cancellation)
    {
        var parts = await AskAllAsync(
            _map.All, (_, shard, giveUp) => shard.ListUndeliveredAsync(limit, giveUp), Patience.Answer, cancellation);
        return [.. parts.SelectMany(part => part).OrderByDescending(lost => lost.GivenUpAt).Take(limit)];
    }

    public async Task<WebhookRetry?> TellAgainAsync(string webhook, CancellationToken cancellation)
    {
        var parts = await AskAllAsync(
            _map.All, (_, shard, giveUp) => shard.TellAgainAsync(webhook, giveUp), Patience.Reading, cancellation);
        return parts.OfType<WebhookRetry>().ToList() is { Count: > 0 } done
            ? new WebhookRetry(
                webhook, done.Sum(part => part.Delivered), done.Sum(part => part.Undelivered),
                done.Select(part => part.Failure).FirstOrDefault(failure => failure is not null))
            : null;
    }

    private static WebhookView Together(IGrouping<string, WebhookView> parts) => new(
        parts.Key,
        parts.First().Host,
        parts.Sum(part => part.Delivered),
        parts.Sum(part => part.Failed),
        parts.Sum(part => part.Waiting),
        parts.Min(part => part.OldestWaiting),
        parts.Sum(part => part.Undelivered),
        parts.Select(part => part.Failure).FirstOrDefault(failure => failure is not null),
        parts.Min(part => part.NextAttempt))
    {
        KeptBack = parts.Sum(part => part.KeptBack),
    };
}
