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

    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan FullFor = TimeSpan.FromSeconds(6);

    /// <summary>A post that came while the disk filled up waits for its commit; who asks again is refused at once.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

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
        return await proof.RunAsync();
    }

    /// <summary>A PostgreSQL server keeps everything; it is killed, or stopped fast, under every second life.</summary>
    public static async Task<ProofResult> PostgresAsync(ProofOptions options)
    {
        await using var server = await PostgresServer.StartAsync();
        await using var broker = await MosquittoBroker.StartAsync(KeepsEverything);
        await using var proof = new KillProof(
            options with { Store = server.ConnectionString }, broker.Url, async _ => await MqttFeed.ConnectAsync(broker.Url));
        var (lives, kills, stops) = (0, 0, 0);
        var result = await proof.RunAsync(disturb: async _ =>
        {
            if (++lives % 2 != 0)
                return;
            var isKill = kills <= stops;
            options.Tell(isKill ? "the server is killed" : "the server is stopped, fast");
            (kills, stops) = isKill ? (kills + 1, stops) : (kills, stops + 1);
            await (isKill ? server.KillAsync() : server.StopAsync());
            await server.StartAgainAsync();
        });
        return result.With("servers killed", kills).With("servers stopped", stops);
    }

    /// <summary>Posts with retries, while the disk fills up under every second life, and has room again.</summary>
    public static async Task<ProofResult> DiskFullAsync(ProofOptions options)
    {
        await using var disk = await SmallDisk.MountAsync();
        await using var proof = new KillProof(
            options with { Data = disk.Folder }, null, address => Task.FromResult<IFeed>(new HttpFeed(address, Patience)));
        var (lives, times) = (0, 0);
        var result = await proof.RunAsync(disturb: async _ =>
        {
            if (++lives % 2 != 0)
                return;
            times++;
            options.Tell("the disk is full");
            await disk.WhileFullAsync(() => Task.Delay(FullFor));
        });
        return result.With("times the disk was full", times);
    }

    /// <summary>
    /// QoS 1 through a broker behind a cable: it is pulled, or works one way only, or the process stands still for longer than
    /// the broker waits for it. Nobody is told; both ends have to notice.
    /// </summary>
    public static async Task<ProofResult> NetworkAsync(ProofOptions options)
    {
        await using var network = await PrivateNetwork.MakeAsync();
        await using var broker = await MosquittoBroker.StartAsync(KeepsEverything, enter: PrivateNetwork.Enter);
        var url = $"mqtt://{network.AddressForProcess}:{broker.Port}?keepAlive={KeepAlive.TotalSeconds}";
        var sender = $"mqtt://{network.AddressForSender}:{broker.Port}";
        await using var proof = new KillProof(options, url, async _ => await MqttFeed.ConnectAsync(sender));
        var trouble = new NetworkTrouble(network, KeepAlive, options.Tell);
        var result = await proof.RunAsync(disturb: trouble.DisturbAsync);
        return trouble.Counts.Aggregate(result, (sum, count) => sum.With(count.Key, count.Value));
    }
}
