using System.Text;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Sim.Tests.World;
using OrleansTwin.Store;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Reports;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Sim.Tests;

/// <summary>What is wrong with a run after it has healed; none if everything is as it must be.</summary>
internal sealed class Findings(SimRun run)
{
    private readonly List<string> _found = [];
    private readonly PlantHost _host = run.Life.Host;
    private readonly ITwinStore _store = run.Life.Store;

    private static readonly Element[] Elements = Enum.GetValues<Element>();

    public static async Task<IReadOnlyList<string>> OfAsync(SimRun run)
    {
        var findings = new Findings(run);
        await findings.CheckHealthAsync();
        await findings.CheckHistoryAsync();
        await findings.CheckPulsesAsync();
        await findings.CheckParentsAsync();
        await findings.CheckTimelinesAsync();
        await findings.CheckLedgerAsync();
        return findings._found;
    }

    private async Task CheckHealthAsync()
    {
        var health = await _host.Twins.CheckHealthAsync(CancellationToken.None);
        // That the clock was set is told for a while; it was.
        foreach (var check in health.Checks.Where(check => !check.IsHealthy && check.Part != "clock"))
            _found.Add($"{check.Part} is not well: {check.Detail}");
        var metrics = _host.Ingest.Pipeline.Metrics;
        if (metrics.QueueMessagesNow > 0)
            _found.Add($"{metrics.QueueMessagesNow} messages are left in the queue.");
        if (metrics.RejectedByReason.Sum() > 0)
            _found.Add($"{metrics.RejectedByReason.Sum()} values were refused.");
        foreach (var mailbox in _host.Engine.Runtime.Mailboxes.Where(mailbox => mailbox.Waiting > 0))
            _found.Add($"{mailbox.Waiting} pieces of work are left in partition {mailbox.Name}.");
    }

    /// <summary>Every sample that the broker took, once, and no other.</summary>
    private async Task CheckHistoryAsync()
    {
        foreach (var sensor in run.Publisher.Taken.GroupBy(item => item.SensorId, item => item.Sample))
        {
            var kept = (await HistoryAsync(sensor.Key)).Select(Text).ToList();
            var sent = sensor.Select(Text).ToHashSet();
            var lost = sent.Except(kept).ToList();
            var invented = kept.Except(sent).ToList();
            if (lost.Count > 0)
                _found.Add($"{sensor.Key} lost {lost.Count} of {sent.Count} samples, first {lost[0]}.");
            if (invented.Count > 0)
                _found.Add($"{sensor.Key} has {invented.Count} samples that nobody sent, first {invented[0]}.");
            if (kept.Count != kept.Distinct().Count())
                _found.Add($"{sensor.Key} has samples twice.");
        }
    }

    private async Task CheckPulsesAsync()
    {
        var kept = await HistoryAsync(SimPlant.Pulse);
        if (kept.Length != run.Publisher.Pulses)
            _found.Add($"{kept.Length} of {run.Publisher.Pulses} pulses without a time are in the history.");
        var good = (await SumAsync(SimPlant.Press))[Element.GoodQuantity];
        if (good != run.Publisher.Pulses)
            _found.Add($"{good} of {run.Publisher.Pulses} pulses without a time were counted.");
    }

    private async Task CheckParentsAsync()
    {
        foreach (var composite in run.Plant.Assets.OfType<CompositeAsset>())
        {
            var sum = default(ElementVector);
            foreach (var machine in run.Plant.Machines.Where(
                machine => machine.Id.StartsWith(composite.Id + "/", StringComparison.Ordinal)))
            {
                sum.Add(await SumAsync(machine.Id));
            }

            if (sum != await SumAsync(composite.Id))
                _found.Add($"{composite.Id} is not the sum of its machines.");
        }
    }

    private async Task CheckTimelinesAsync()
    {
        foreach (var machine in run.Plant.Machines)
        {
            var own = await RowsAsync(_store, machine.Id, ReportPart.Own);
            var flow = await RowsAsync(_store, machine.Id, ReportPart.Flow);
            var intervals = Timelines.Of(
                own.Select(row => row.Report), flow.Select(row => row.Report), SmallPlant.Start, SmallPlant.At(72));
            if (intervals.Exists(interval => interval.From >= interval.To))
                _found.Add($"{machine.Id} has an interval that ends before it begins.");
            if (intervals.Zip(intervals.Skip(1)).Any(pair => pair.First.To > pair.Second.From))
                _found.Add($"{machine.Id} has intervals that overlap.");
        }
    }

    /// <summary>Every row is what a clean fold of the same samples in order of time makes.</summary>
    private async Task CheckLedgerAsync()
    {
        await using var clean = await EngineBench.OpenAsync(run.Plant);
        var pulses = (await HistoryAsync(SimPlant.Pulse))
            .Select(sample => (SensorId: SimPlant.Pulse, Sample: new Sample(sample.SourceTicks, 1)));
        var samples = run.Publisher.Taken.Concat(pulses).OrderBy(item => item.Sample.SourceTicks)
            .Select(item => new SensorSample(clean.KeyOf(item.SensorId), item.Sample));
        foreach (var batch in samples.Chunk(1000))
            await clean.CommitAsync(batch);
        await run.SettleAsync(clean.Engine);
        foreach (var asset in run.Plant.Assets.Where(asset => asset is not SensorAsset))
        {
            foreach (var part in Enum.GetValues<ReportPart>())
            {
                var expected = await RowsAsync(clean.Store, asset.Id, part);
                Compare($"{asset.Id} {part}", expected, await RowsAsync(_store, asset.Id, part));
            }
        }
    }

    private void Compare(string what, IReadOnlyList<LedgerRow> expected, IReadOnlyList<LedgerRow> found)
    {
        var clean = expected.Where(HasContent).ToDictionary(row => row.Report.BucketTicks);
        var live = found.Where(HasContent).ToDictionary(row => row.Report.BucketTicks);
        var different = clean.Keys.Union(live.Keys).Order()
            .Where(bucket => !Same(clean.GetValueOrDefault(bucket), live.GetValueOrDefault(bucket))).ToList();
        if (different.Count > 0)
            _found.Add(
                $"{what}: {different.Count} of {clean.Count} buckets differ from a clean fold, "
                + $"first {new DateTime(different[0]):u}:\n    expected {Text(clean.GetValueOrDefault(different[0]))}\n"
                + $"    found    {Text(live.GetValueOrDefault(different[0]))}");
    }

    private int KeyOf(string id) =>
        _store.Names.TryGetKey(id, out var key) ? key : throw new ArgumentException($"{id} has no key.", nameof(id));

    private ValueTask<Sample[]> HistoryAsync(string sensorId) =>
        _store.History.ReadAsync(KeyOf(sensorId), 0, DateTime.MaxValue.Ticks);

    private ValueTask<ElementVector> SumAsync(string id) =>
        _store.Ledger.SumAsync(new ElementQuery(KeyOf(id), SmallPlant.Start, SmallPlant.At(72)));

    private static async Task<IReadOnlyList<LedgerRow>> RowsAsync(ITwinStore store, string id, ReportPart part)
    {
        store.Names.TryGetKey(id, out var key);
        return [.. await store.Ledger.ReadRowsAsync(key, part, 0, DateTime.MaxValue.Ticks)];
    }

    private static string Text(Sample sample) => $"{new DateTime(sample.SourceTicks):O} {sample.RawValue:R} {sample.Text}";

    /// <summary>A row that was corrected to nothing says as much as none.</summary>
    private static bool HasContent(LedgerRow row) =>
        row.Report.Slices.Count > 0 || row.Report.Events.Count > 0 || !row.OpeningState.IsEmpty;

    private static bool Same(LedgerRow? a, LedgerRow? b) =>
        a is not null && b is not null
        && a.Report.Slices.SequenceEqual(b.Report.Slices)
        && a.Report.Events.SequenceEqual(b.Report.Events)
        && a.OpeningState.Span.SequenceEqual(b.OpeningState.Span);

    private static string Text(LedgerRow? row)
    {
        if (row is null)
            return "none";
        var text = new StringBuilder();
        foreach (var slice in row.Report.Slices)
        {
            var elements = Elements.Where(element => slice.Elements[element] != 0)
                .Select(element => $"{element}={slice.Elements[element]}");
            text.Append($"{slice.Key.BucketTicks} {slice.Key.Product}/{slice.Key.Order} {string.Join(' ', elements)}; ");
        }

        return $"{text}{string.Join(';', row.Report.Events)} {Convert.ToHexString(row.OpeningState.Span)}";
    }
}
