using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Store;

namespace OrleansTwin.Runtime.Shards;

/// <content>Who is told of what happens here.</content>
internal sealed partial class LocalShard
{
    public Task<IReadOnlyList<WebhookView>> ListWebhooksAsync(CancellationToken cancellation) =>
        OfOutboxAsync(async () => webhooks is null ? [] : await webhooks.ListAsync(cancellation));

    public Task<IReadOnlyList<UndeliveredView>> ListUndeliveredAsync(int limit, CancellationToken cancellation) =>
        OfOutboxAsync(async () => webhooks is null ? [] : await webhooks.ListUndeliveredAsync(limit, cancellation));

    public Task<WebhookRetry?> TellAgainAsync(string webhook, CancellationToken cancellation) =>
        OfOutboxAsync(async () => webhooks is null ? null : await webhooks.TellAgainAsync(webhook, cancellation));

    private static async Task<T> OfOutboxAsync<T>(Func<Task<T>> question)
    {
        try
        {
            return await question();
        }
        catch (StoreUnavailableException away)
        {
            throw Refusals.NoStore(away);
        }
    }
}
