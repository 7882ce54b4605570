using OrleansTwin.Peers;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Proofs;

/// <summary>
/// What is wrong in the end: the history against the account, and every twin's KPIs against a process of the same build that was
/// never disturbed and got the same samples in order; and pieces against the simulator's truth. What is late is folded a little
/// after it has come: numbers may take a while.
/// </summary>
internal sealed class Reckoning(RunningEdge edge, Account account, ProofStream stream, string plantFile)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private readonly EdgeQuestions _live = new(edge.Http);
    private readonly List<string> _found = [];

    /// <summary>The findings; none: the proof holds.</summary>
    public async Task<IReadOnlyList<string>> ReckonAsync()
    {
        if (!await ComesAsync(async () => (await HistoryAsync(ProofPlant.Last)).Count > 0))
            return [$"The last sample has not come within {Limit.TotalSeconds} s."];
        await CheckHistoryAsync();
        await CheckPulsesAsync();
        await CheckTruthAsync();
        await CheckKpisAsync();
        return _found;
    }

    /// <summary>Whole minutes that are settled by samples behind them.</summary>
    private long ToTicks => account.LastTicks - (account.LastTicks % TimeSpan.TicksPerMinute) - (2 * TimeSpan.TicksPerMinute);

    /// <summary>Beyond everything that was received.</summary>
    private static long BeyondTicks => ((DateTime.UtcNow.Ticks / TimeSpan.TicksPerMinute) + 1) * TimeSpan.TicksPerMinute;

    private async Task CheckHistoryAsync()
    {
        foreach (var (sensor, sent) in account.Timed)
        {
            var kept = await HistoryAsync(sensor);
            var lost = sent.Except(kept).ToList();
            var invented = kept.Except(sent).ToList();
            if (lost.Count > 0)
                _found.Add($"{sensor} lost {lost.Count} of {sent.Count} acknowledged samples, the first of {First(lost)}");
            if (invented.Count > 0)
                _found.Add($"{sensor} has {invented.Count} samples that nobody sent, the first of {First(invented)}");
            if (kept.Count != sent.Count && lost.Count + invented.Count == 0)
                _found.Add($"{sensor} has {kept.Count} samples, {sent.Count} were sent: some are there twice");
        }
    }

    private async Task CheckPulsesAsync()
    {
        var kept = (await HistoryAsync(ProofPlant.Pulse)).Count;
        if (kept != account.Pulses)
            _found.Add($"{kept} pulses without a time are in the history, {account.Pulses} were acknowledged");
        if (!await ComesAsync(async () => await PressedAsync() == account.Pulses))
            _found.Add($"{await PressedAsync()} pulses without a time count as pieces, {account.Pulses} were acknowledged");
    }

    private Task<long> PressedAsync() => _live.GoodQuantityAsync("works/press", stream.StartTicks, BeyondTicks);

    private async Task CheckTruthAsync()
    {
        foreach (var machine in ProofPlant.Parse().Machines.Where(machine => machine.Simulation is not null))
        {
            var truth = stream.Truth.Of(machine.Id).Totals(stream.StartTicks, ToTicks).GoodQuantity;
            var found = await _live.GoodQuantityAsync(machine.Id, stream.StartTicks, ToTicks);
            if (truth != found)
                _found.Add($"{machine.Id} made {truth} good pieces and counts {found}");
        }
    }

    private async Task CheckKpisAsync()
    {
        await using var clean = await RunningEdge.StartAsync(plantFile);
        await using var feed = new HttpFeed(clean.Http.BaseAddress!);
        var pulses = (await HistoryAsync(ProofPlant.Pulse))
            .Select(pulse => new SentValue(ProofPlant.Pulse, ProofPlant.Pulse, pulse.AtTicks, pulse.Value, null));
        var tags = ProofPlant.Parse().Assets.OfType<SensorAsset>()
            .ToDictionary(sensor => sensor.Id, sensor => sensor.Tag ?? sensor.Id);
        var timed = account.Timed.SelectMany(sensor => sensor.Value.Select(
            sample => new SentValue(sensor.Key, tags[sensor.Key], sample.AtTicks, sample.Value, sample.Text)));
        await feed.SendAsync([.. timed.Concat(pulses).OrderBy(value => value.AtTicks)], CancellationToken.None);
        var undisturbed = new EdgeQuestions(clean.Http);
        foreach (var asset in ProofPlant.Parse().Assets.Where(asset => asset is not SensorAsset))
        {
            var (expected, found) = (Array.Empty<string>(), Array.Empty<string>());
            var isSame = await ComesAsync(async () =>
            {
                expected = await undisturbed.KpisAsync(asset.Id, stream.StartTicks, ToTicks);
                found = await _live.KpisAsync(asset.Id, stream.StartTicks, ToTicks);
                return expected.SequenceEqual(found);
            });
            if (!isSame)
                _found.Add(
                    $"{asset.Id} has {string.Join(", ", found.Except(expected))}, "
                    + $"an undisturbed process has {string.Join(", ", expected.Except(found))}");
        }
    }

    private static string First(List<(long AtTicks, double, string?)> samples) =>
        $"{new DateTime(samples.Min(sample => sample.AtTicks)):u}";

    private Task<List<(long AtTicks, double Value, string? Text)>> HistoryAsync(string sensorId) =>
        _live.HistoryAsync(sensorId, stream.StartTicks - TimeSpan.TicksPerDay, BeyondTicks);

    private static Task<bool> ComesAsync(Func<Task<bool>> has) => Patience.ComesAsync(Limit, has);
}
