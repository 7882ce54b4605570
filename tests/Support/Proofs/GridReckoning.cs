using OrleansTwin.Peers;

namespace OrleansTwin.Proofs;

/// <summary>
/// What is wrong in the end: every sensor's history against what was acknowledged, value by value; the pieces of every machine,
/// line and the site against the truth; and every parent's elements against the sums of its children.
/// </summary>
internal sealed class GridReckoning(HttpClient http, GridStream stream, int seed)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(180);
    private static readonly ParallelOptions AFewAtATime = new() { MaxDegreeOfParallelism = 4 };

    private readonly EdgeQuestions _live = new(http);
    private readonly List<string> _found = [];

    private long LastTicks => Enumerable.Range(0, GridPlant.Machines).Max(machine => stream.TimesOf(machine)[^1]);

    /// <summary>Beyond everything that was received.</summary>
    private static long BeyondTicks => ((DateTime.UtcNow.Ticks / TimeSpan.TicksPerMinute) + 1) * TimeSpan.TicksPerMinute;

    /// <summary>The findings; none: the proof holds.</summary>
    public async Task<IReadOnlyList<string>> ReckonAsync()
    {
        await ArrivedAsync();
        await Parallel.ForAsync(0, GridPlant.Machines, AFewAtATime, async (machine, _) => await CheckHistoryAsync(machine));
        await CheckPiecesAsync();
        await CheckSumsAsync();
        return _found;
    }

    /// <summary>Waits for the last message of every machine: what was sent before it has come when it has.</summary>
    private Task ArrivedAsync() => Parallel.ForAsync(0, GridPlant.Machines, AFewAtATime, async (machine, _) =>
    {
        var last = stream.TimesOf(machine)[^1];
        var id = GridPlant.SensorId(machine, 0);
        if (!await ComesAsync(async () => (await _live.HistoryAsync(id, last, BeyondTicks)).Count > 0))
            Find($"The last message of {GridPlant.MachineIds[machine]} has not come within {Limit.TotalSeconds} s.");
    });

    private async Task CheckHistoryAsync(int machine)
    {
        var times = stream.TimesOf(machine);
        for (var place = 0; place < GridPlant.SensorsPerMessage; place++)
        {
            var sent = new HashSet<(long AtTicks, double Value, string? Text)>();
            for (var n = 0; n < times.Count; n++)
            {
                var sample = GridPlant.Sample(seed, machine, place, n, times[n]);
                sent.Add((sample.SourceTicks, sample.Number, sample.Text));
            }

            Compare(GridPlant.SensorId(machine, place), sent, await HistoryAsync(GridPlant.SensorId(machine, place)));
        }

        var pulses = (await HistoryAsync(GridPlant.PulseId(machine))).Count;
        if (pulses != stream.PulsesOf(machine))
            Find($"{GridPlant.PulseId(machine)} has {pulses} pulses, {stream.PulsesOf(machine)} were acknowledged");
    }

    private void Compare(
        string sensor, HashSet<(long AtTicks, double Value, string? Text)> sent,
        List<(long AtTicks, double Value, string? Text)> kept)
    {
        var lost = sent.Except(kept).Count();
        var invented = kept.Except(sent).Count();
        if (lost > 0)
            Find($"{sensor} lost {lost} of {sent.Count} acknowledged samples");
        if (invented > 0)
            Find($"{sensor} has {invented} samples that nobody sent");
        if (kept.Count != sent.Count && lost + invented == 0)
            Find($"{sensor} has {kept.Count} samples, {sent.Count} were sent: some are there twice");
    }

    /// <summary>Good pieces are counted by a counter with source times, scrap by pulses without.</summary>
    private async Task CheckPiecesAsync()
    {
        var truth = Enumerable.Range(0, GridPlant.Machines)
            .Select(machine => (Good: GridPlant.GoodAfter(stream.TimesOf(machine).Count), Scrap: (long)stream.PulsesOf(machine)))
            .ToArray();
        for (var machine = 0; machine < truth.Length; machine++)
            await CheckPiecesAsync(GridPlant.MachineIds[machine], [truth[machine]]);
        for (var line = 0; line < GridPlant.Lines; line++)
            await CheckPiecesAsync(
                GridPlant.LineIds[line], truth.AsSpan(line * GridPlant.MachinesPerLine, GridPlant.MachinesPerLine).ToArray());
        await CheckPiecesAsync(GridPlant.Site, truth);
    }

    private async Task CheckPiecesAsync(string id, (long Good, long Scrap)[] truth)
    {
        var made = (Good: (double)truth.Sum(machine => machine.Good), Scrap: (double)truth.Sum(machine => machine.Scrap));
        var found = (Good: 0.0, Scrap: 0.0);
        if (!await ComesAsync(async () =>
        {
            var elements = await _live.ElementsAsync(id, stream.StartTicks, BeyondTicks);
            found = (elements["goodQuantity"], elements["scrapQuantity"]);
            return found == made && elements["producedQuantity"] == made.Good + made.Scrap;
        }))
            Find($"{id} made {made.Good} good pieces and {made.Scrap} scrap, and counts {found.Good} and {found.Scrap}");
    }

    /// <summary>Over minutes that are settled, element by element.</summary>
    private async Task CheckSumsAsync()
    {
        for (var line = 0; line < GridPlant.Lines; line++)
            await CheckSumAsync(
                GridPlant.LineIds[line],
                [.. GridPlant.MachineIds.Skip(line * GridPlant.MachinesPerLine).Take(GridPlant.MachinesPerLine)]);
        await CheckSumAsync(GridPlant.Site, GridPlant.LineIds);
    }

    private async Task CheckSumAsync(string parent, IReadOnlyList<string> children)
    {
        var to = LastTicks - (LastTicks % TimeSpan.TicksPerMinute);
        var wrong = new List<string>();
        if (!await ComesAsync(async () =>
        {
            var whole = await _live.ElementsAsync(parent, stream.StartTicks, to);
            var parts = await Task.WhenAll(children.Select(child => _live.ElementsAsync(child, stream.StartTicks, to)));
            wrong =
            [
                .. whole.Where(element => !IsSum(element.Value, parts.Sum(part => part[element.Key])))
                    .Select(element => $"{element.Key} {element.Value}"),
            ];
            return wrong.Count == 0;
        }))
            Find($"{parent} has {string.Join(", ", wrong)}, which is not the sum of its children");
    }

    /// <summary>Elements are whole numbers of ticks, pieces and energy; an answer has them in seconds and kWh.</summary>
    private static bool IsSum(double whole, double sum) =>
        Math.Abs(whole - sum) <= 1e-9 * Math.Max(1, Math.Abs(whole));

    private Task<List<(long AtTicks, double Value, string? Text)>> HistoryAsync(string sensorId) =>
        _live.HistoryAsync(sensorId, stream.StartTicks - TimeSpan.TicksPerDay, BeyondTicks);

    private void Find(string finding)
    {
        lock (_found)
            _found.Add(finding);
    }

    private static Task<bool> ComesAsync(Func<Task<bool>> has) => Patience.ComesAsync(Limit, has);
}
