using System.Diagnostics;

namespace OrleansTwin.Proofs;

/// <summary>
/// A grid loses a silo (SIGKILL) again and again while its machines go on telling; now and then also its ingest or its gateway,
/// and once its database is restarted. Its twins answer again within seconds, and in the end nothing that was acknowledged is
/// lost or counted twice.
/// </summary>
internal sealed class GridProof(ProofOptions options, GridProcesses grid, GridStream stream)
{
    private const int IngestEvery = 3;
    private const int GatewayEvery = 4;

    /// <summary>Between two kills: a silo that came back may have its shards again by then, or be getting them.</summary>
    private static readonly TimeSpan QuietMin = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan QuietMax = TimeSpan.FromSeconds(18);

    private readonly Random _random = new(options.Seed);
    private readonly GridAnswers _answers = new(grid.Http);
    private readonly List<Outage> _outages = [];
    private readonly Dictionary<string, double> _counts = [];

    /// <exception cref="PlatformNotSupportedException">The grid is not built here.</exception>
    public static async Task<ProofResult> RunAsync(ProofOptions options)
    {
        GridMember.Demand();
        await using var grid = await GridProcesses.StartAsync(GridPlant.Text(), Proof.KeepsEverything);
        await using var stream = await GridStream.ConnectAsync(grid.Broker.Url, options.Seed);
        var logs = Path.Combine(Path.GetTempPath(), $"prove-grid-{Environment.ProcessId}");
        try
        {
            return await new GridProof(options, grid, stream).RunAsync();
        }
        finally
        {
            await grid.KeepLogsAsync(logs);
            options.Tell($"what the processes said is in {logs}");
        }
    }

    private async Task<ProofResult> RunAsync()
    {
        using var enough = new CancellationTokenSource();
        var sending = stream.RunAsync(options.ValuesPerS, enough.Token);
        try
        {
            await _answers.AgainAsync(Stopwatch.GetTimestamp());
            options.Tell("every twin answers");
            for (var kill = 1; kill <= options.Kills; kill++)
            {
                await Task.Delay(QuietMin + ((QuietMax - QuietMin) * _random.NextDouble()));
                await LoseSiloAsync(kill);
                await DisturbAsync(kill);
                if (sending.IsFaulted)
                    await sending;
            }
        }
        finally
        {
            await enough.CancelAsync();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await sending;
        options.Tell($"{stream.Acknowledged} values acknowledged, {stream.Rate:0}/s: reckoning");
        var findings = await new GridReckoning(grid.Http, stream, options.Seed).ReckonAsync();
        return new ProofResult(findings, Counts());
    }

    private async Task LoseSiloAsync(int kill)
    {
        var silo = grid.Silos[_random.Next(grid.Silos.Count)];
        _outages.Add(await OutageAsync($"kill {kill} of {options.Kills}: {silo.Name}", silo.KillAsync));
        await silo.StartAsync();
    }

    private async Task DisturbAsync(int kill)
    {
        if (kill == (options.Kills + 1) / 2)
        {
            await DisturbAsync("the database restarted", async () =>
            {
                await grid.Postgres.StopAsync();
                await grid.Postgres.StartAgainAsync();
            });
        }

        if (kill % IngestEvery == 0)
            await DisturbAsync("the ingest killed", () => RestartAsync(grid.Ingest));
        if (kill % GatewayEvery == 0)
            await DisturbAsync("the gateway killed", () => RestartAsync(grid.Gateway));
    }

    private async Task DisturbAsync(string what, Func<Task> disturb)
    {
        var outage = await OutageAsync(what, disturb);
        _counts[what] = _counts.GetValueOrDefault(what) + 1;
        var name = $"{what}, answered again after, at most (s)";
        _counts[name] = Math.Max(_counts.GetValueOrDefault(name), outage.Answered.TotalSeconds);
    }

    private async Task<Outage> OutageAsync(string what, Func<Task> disturb)
    {
        var since = Stopwatch.GetTimestamp();
        options.Tell($"{DateTime.UtcNow:HH:mm:ss.fff} {what}");
        await disturb();
        var outage = await _answers.AgainAsync(since);
        options.Tell(
            $"  answered again after {outage.Answered.TotalSeconds:0.0} s, current after {outage.Current.TotalSeconds:0.0} s; "
            + $"last {outage.Slowest} {outage.Refusal}");
        return outage;
    }

    private static async Task RestartAsync(GridMember member)
    {
        await member.KillAsync();
        await member.StartAsync();
    }

    private Dictionary<string, double> Counts() => new(_counts)
    {
        ["values acknowledged"] = stream.Acknowledged,
        ["values a second"] = stream.Rate,
        ["silos killed"] = _outages.Count,
        ["answered again after, median (s)"] = Median(outage => outage.Answered),
        ["answered again after, at most (s)"] = _outages.Max(outage => outage.Answered.TotalSeconds),
        ["current again after, median (s)"] = Median(outage => outage.Current),
        ["current again after, at most (s)"] = _outages.Max(outage => outage.Current.TotalSeconds),
    };

    private double Median(Func<Outage, TimeSpan> of) =>
        _outages.Select(of).Order().ElementAt(_outages.Count / 2).TotalSeconds;
}
