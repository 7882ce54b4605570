using OrleansTwin.Peers;

namespace OrleansTwin.Proofs;

/// <summary>The proofs of loss that the command line and the tests run.</summary>
internal static class Proof
{
    /// <summary>
    /// What a broker needs so that it drops nothing of a session: no limit of messages or bytes in its queue, and a file that
    /// keeps them over a restart.
    /// </summary>
    public const string KeepsEverything =
        "allow_anonymous true\npersistence true\npersistence_location {dir}/\nmax_queued_bytes 0\nmax_inflight_messages 200\n";

    private const int BrokerRestarts = 2;

    /// <summary>QoS 1 through a broker that is restarted twice.</summary>
    public static async Task<ProofResult> LossAsync(ProofOptions options)
    {
        await using var broker = await MosquittoBroker.StartAsync(KeepsEverything);
        await using var proof = new KillProof(options, broker.Url, async _ => await MqttFeed.ConnectAsync(broker.Url));
        var every = Math.Max(1, options.Kills / (BrokerRestarts + 1));
        var restarts = 0;
        return await proof.RunAsync(async life =>
        {
            if (life % every != 0 || restarts >= BrokerRestarts)
                return;
            restarts++;
            options.Tell($"broker restart {restarts}");
            await proof.BetweenSendsAsync(broker.RestartAsync);
        });
    }

    /// <summary>Posts with retries under idempotency keys.</summary>
    public static async Task<ProofResult> HttpAsync(ProofOptions options)
    {
        await using var proof = new KillProof(options, null, address => Task.FromResult<IFeed>(new HttpFeed(address)));
        return await proof.RunAsync(_ => Task.CompletedTask);
    }
}
