using Microsoft.Extensions.Logging.Abstractions;
using OrleansTwin.Api.Hosting;
using OrleansTwin.PlantFiles;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Store;
using OrleansTwin.Store.Sqlite;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Tests.Hosting;

/// <summary>What the gateway is answered about two hours of the demo plant.</summary>
public sealed class AnswerTests(AnswerTests.DemoMorning morning) : IClassFixture<AnswerTests.DemoMorning>
{
    private const string Line = "acme/lyon/body/line-1";
    private const string Mill = $"{Line}/mill-2";

    private TwinHost Host => morning.Twins;

    private TimeWindow Window => new(At(9), At(11), null, null);

    [Fact]
    public async Task Twins_are_listed_page_by_page_each_once()
    {
        var (ids, cursor) = (new List<string>(), (string?)null);
        do
        {
            var page = await Host.ListTwinsAsync(new TwinListQuery(null, null, null, 50, cursor), default);
            Assert.InRange(page.Items.Count, 1, 50);
            ids.AddRange(page.Items.Select(item => item.Id));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.Equal(morning.Plant.Assets.Select(asset => asset.Id).Order(StringComparer.Ordinal), ids);
        var children = await Host.ListTwinsAsync(new TwinListQuery(Line, AssetKind.Machine, "mill", 50, null), default);
        Assert.Equal([$"{Line}/mill-1", Mill], children.Items.Select(item => item.Id));
    }

    [Fact]
    public async Task Views_show_sensor_machine_and_composite_as_they_are_now()
    {
        var views = await Host.GetManyAsync([$"{Mill}/power", Mill, Line, "acme", "acme/nowhere"], default);
        Assert.Equal([$"{Mill}/power", Mill, Line, "acme"], views.Select(view => view.Id));
        Assert.Equal(views[1].Machine?.PowerKw, views[0].Sensor?.Value);
        Assert.Equal(6, views[2].Composite?.Machines);
        Assert.Equal(12, views[3].Composite?.MachinesByClass.Values.Sum());
        Assert.Null(await Host.GetTwinAsync("acme/nowhere", default));
    }

    [Fact]
    public async Task A_waterfall_falls_exactly_from_busy_time_to_productive_time()
    {
        foreach (var id in new[] { Mill, Line, "acme" })
        {
            var answer = await KpisAsync(id, OeeRule.SumBased);
            var left = 0.0;
            foreach (var bar in answer.Waterfall)
            {
                if (bar.Kind == WaterfallKind.Total && left != 0)
                    Assert.Equal(left, bar.Seconds, 1e-6);
                left = bar.Kind == WaterfallKind.Total ? bar.Seconds : left - bar.Seconds;
            }

            var machines = morning.Plant.Machines.Count(
                machine => $"{machine.Id}/".StartsWith($"{id}/", StringComparison.Ordinal));
            Assert.Equal(7200.0 * machines, Element(answer, "calendarTime"), 1e-6);
        }
    }

    [Fact]
    public async Task Under_the_constraint_rule_the_constraint_stands_for_its_line()
    {
        var (mill, byConstraint) = (await KpisAsync(Mill, null), await KpisAsync(Line, null));
        var bySum = await KpisAsync(Line, OeeRule.SumBased);
        Assert.Equal((OeeRule.ConstraintBased, Mill), (byConstraint.Rule, byConstraint.ConstraintId));
        Assert.Equal(Kpi(mill, "oee"), Kpi(byConstraint, "oee"));
        Assert.NotEqual(Kpi(byConstraint, "oee"), Kpi(bySum, "oee"));
        Assert.Equal(7200.0 * 6, Element(bySum, "calendarTime"), 1e-6);
        Assert.Equal(2 * 7200.0, Element(await KpisAsync("acme", OeeRule.ConstraintBased), "calendarTime"), 1e-6);
    }

    [Fact]
    public async Task Energy_and_carbon_are_told_by_carrier_with_the_factor_that_made_them()
    {
        var answer = await KpisAsync("acme", OeeRule.SumBased);
        var electricity = answer.Energy.Where(energy => energy.Carrier == Carrier.Electricity).Sum(energy => energy.EnergyKwh);
        var carbon = answer.Carbon.Where(value => value.Carrier == Carrier.Electricity).ToList();
        Assert.Equal(2, carbon.Count);
        Assert.All(carbon, value => Assert.Equal(electricity, value.EnergyKwh, 1e-9));
        Assert.All(carbon, value => Assert.Equal(value.EnergyKwh * value.FactorKgPerKwh, value.KgCo2e, 1e-9));
        Assert.Equal(
            [Carrier.Electricity, Carrier.NaturalGas, Carrier.CompressedAir],
            answer.Energy.Select(energy => energy.Carrier).Distinct().Order());
    }

    [Fact]
    public async Task A_timeline_goes_on_where_the_limit_cut_it_without_gap_or_overlap()
    {
        var whole = await TimelineAsync(Window, 10_000);
        Assert.Null(whole.ContinueFrom);
        Assert.Equal((At(9), At(11)), (whole.Intervals[0].From, whole.Intervals[^1].To));
        Assert.All(whole.Intervals.Zip(whole.Intervals.Skip(1)), pair => Assert.Equal(pair.First.To, pair.Second.From));
        Assert.All(whole.Intervals, interval => Assert.NotEqual(TimeClass.Unmeasured, interval.Class));

        var paged = new List<TimelineInterval>();
        for (var from = (DateTimeOffset?)At(9); from is not null;)
        {
            var page = await TimelineAsync(Window with { From = from }, 3);
            Assert.InRange(page.Intervals.Count, 1, 3);
            paged.AddRange(page.Intervals);
            from = page.ContinueFrom;
        }

        Assert.Equal(whole.Intervals, paged);
    }

    [Fact]
    public async Task History_gives_samples_in_pages_and_points_that_hold_the_same_values()
    {
        var hour = Window with { To = At(10) };
        var (samples, from) = (new List<HistorySample>(), (DateTimeOffset?)At(9));
        while (from is not null)
        {
            var page = await HistoryAsync($"{Mill}/power", hour with { From = from }, null, 1000);
            samples.AddRange(page.Samples ?? []);
            from = page.ContinueFrom;
        }

        Assert.Equal(samples.Count, samples.Select(sample => (sample.At, sample.Value)).Distinct().Count());
        var points = (await HistoryAsync($"{Mill}/power", hour, 60, 1000)).Points ?? [];
        Assert.Equal(60, points.Count);
        Assert.Equal(samples.Count, points.Sum(point => point.Count));
        Assert.Equal(samples.Max(sample => sample.Value), points.Max(point => point.Max));

        var machine = (await HistoryAsync(Mill, hour, 60, 1000)).Points ?? [];
        Assert.Equal(points.Select(point => point.Mean), machine.Select(point => point.Mean));
        var line = (await HistoryAsync(Line, hour, 60, 1000)).Points ?? [];
        Assert.All(line.Zip(points), pair => Assert.True(pair.First.Mean > pair.Second.Mean));
    }

    [Fact]
    public async Task Questions_that_make_no_sense_are_refused_and_twins_that_are_not_there_are_not_found()
    {
        await InvalidAsync(() => Host.GetKpisAsync(new KpiQuery($"{Mill}/power", Window, null, null, null), default));
        await InvalidAsync(() => Host.GetTimelineAsync(new TimelineQuery(Line, Window, 10), default));
        await InvalidAsync(() => Host.GetHistoryAsync(new HistoryQuery(Line, Window, null, 10), default));
        await InvalidAsync(() => Host.ListAlarmsAsync(new AlarmQuery(null, null, 10, "x"), default));
        await InvalidAsync(() => Host.ListDeadLettersAsync(new PageQuery(10, "x"), default));
        Assert.Null(await Host.GetKpisAsync(new KpiQuery("acme/nowhere", Window, null, null, null), default));
        Assert.Null(await Host.GetTimelineAsync(new TimelineQuery("acme/nowhere", Window, 10), default));
        Assert.Null(await Host.GetHistoryAsync(new HistoryQuery("acme/nowhere", Window, null, 10), default));
        Assert.Null(await Host.GetPlantAsync(99, default));
    }

    [Fact]
    public async Task Windows_of_shift_and_day_follow_the_calendar_of_the_twin()
    {
        var shift = await NamedAsync(Mill, NamedWindow.Shift);
        Assert.Equal(("early", At(5), At(11)), (shift?.Window.Name, shift?.Window.From, shift?.Window.To));
        var previous = await NamedAsync(Mill, NamedWindow.PreviousShift);
        Assert.Equal((At(-3), At(5)), (previous?.Window.From, previous?.Window.To));
        var day = await NamedAsync(Line, NamedWindow.Day);
        Assert.Equal((At(-1), At(11)), (day?.Window.From, day?.Window.To));
    }

    private static DateTimeOffset At(double hours) => new(SmallPlant.At(hours), TimeSpan.Zero);

    private static double? Kpi(KpiAnswer answer, string kpi) => answer.Kpis.Single(value => value.Kpi == kpi).Value;

    private static double Element(KpiAnswer answer, string element) =>
        answer.Elements.Single(value => value.Element == element).Value;

    private static async Task InvalidAsync<T>(Func<Task<T>> question) =>
        Assert.Equal(HostFault.Invalid, (await Assert.ThrowsAsync<HostFaultException>(question)).Fault);

    private Task<KpiAnswer?> NamedAsync(string id, NamedWindow window) =>
        Host.GetKpisAsync(new KpiQuery(id, new TimeWindow(null, null, window, null), null, null, null), default);

    private async Task<KpiAnswer> KpisAsync(string id, OeeRule? rule) => Assert.IsType<KpiAnswer>(
        await Host.GetKpisAsync(new KpiQuery(id, Window, null, null, rule), default));

    private async Task<TimelineAnswer> TimelineAsync(TimeWindow window, int limit) => Assert.IsType<TimelineAnswer>(
        await Host.GetTimelineAsync(new TimelineQuery(Mill, window, limit), default));

    private async Task<HistoryAnswer> HistoryAsync(string id, TimeWindow window, int? points, int limit) =>
        Assert.IsType<HistoryAnswer>(await Host.GetHistoryAsync(new HistoryQuery(id, window, points, limit), default));

    /// <summary>The demo plant from 08:30 to 11:00 UTC, when its clock stands still.</summary>
    public sealed class DemoMorning : IAsyncLifetime
    {
        private readonly string _directory = RunningHost.NewDirectory();
        private PlantHost? _host;

        internal TwinHost Twins => (_host ?? throw new InvalidOperationException("Not opened.")).Twins;

        internal Plant Plant => (_host ?? throw new InvalidOperationException("Not opened.")).Engine.Runtime.Plant;

        public async Task InitializeAsync()
        {
            var text = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Plants", "demo.yaml"));
            var plant = PlantFile.Parse(text, "demo.yaml").Plant
                ?? throw new InvalidOperationException("The demo plant has errors.");
            _host = await PlantHost.OpenAsync(
                new PlantHostOptions(), text, plant, await SqliteTwinStore.OpenAsync(_directory), [], new StillTime(At(11)),
                NullLogger.Instance, default);
            var telemetry = new Telemetry(plant, SmallPlant.At(8.5), 3);
            foreach (var chunk in telemetry.Until(SmallPlant.At(11)).Chunk(5000))
            {
                var batch = new Ingest.Pipeline.IngestBatch();
                foreach (var delivery in chunk)
                    batch.Add(KeyOf(telemetry.Sensors[delivery.Sample.Sensor].Id), Telemetry.SampleOf(delivery));
                await await _host.Engine.TakeAsync(batch, default);
            }

            await _host.Engine.Runtime.SettleAsync(SmallPlant.At(11));
        }

        public async Task DisposeAsync()
        {
            if (_host is not null)
                await _host.DisposeAsync();
            Directory.Delete(_directory, recursive: true);
        }

        private int KeyOf(string id) =>
            _host?.Engine.Store.Names.TryGetKey(id, out var key) == true
                ? key
                : throw new ArgumentException($"{id} has no key.", nameof(id));
    }

    private sealed class StillTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
