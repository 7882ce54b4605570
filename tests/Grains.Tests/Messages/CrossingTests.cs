using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Grains.Interfaces;
using OrleansTwin.Runtime.Feeds;
using OrleansTwin.Runtime.Health;
using OrleansTwin.Runtime.Lives;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Twins.Causes;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Health.Live;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Maintenance.Lives;
using OrleansTwin.Twins.Reports;
using OrleansTwin.Twins.Samples;
using Known = OrleansTwin.Grains.Messages;

namespace OrleansTwin.Grains.Tests.Messages;

/// <summary>What crosses between processes arrives as it was sent.</summary>
public sealed class CrossingTests : IDisposable
{
    private static readonly double OddNaN = BitConverter.Int64BitsToDouble(0x7FF8_0000_0000_1234);

    private readonly ServiceProvider _services = new ServiceCollection().AddGridMessages().BuildServiceProvider();

    public void Dispose() => _services.Dispose();

    [Fact]
    public void Lives_of_a_kind_arrive_as_they_were_told()
    {
        var sent = new KindLives(
            new LifeKind("press", "belt"),
            [new EndedLife("a/p1", 12, new Lifetime(300.5, true)), new EndedLife("a/p2", 11, new Lifetime(90, false))],
            [new Lifetime(40.25, false, 7)]);

        var arrived = Known.ToLives(Cross(Known.ToMessage(sent)));

        Assert.Equal((sent.Kind, Known.ToKind(Cross(Known.ToMessage(sent.Kind)))), (arrived.Kind, sent.Kind));
        Assert.Equal(sent.Ended, arrived.Ended);
        Assert.Equal(sent.Running, arrived.Running);
    }

    [Fact]
    public void Telemetry_arrives_bit_for_bit()
    {
        SensorSample[] samples =
        [
            new(7, new Sample(638_000_000_000_000_001, 1.5)),
            new(0, new Sample(638_000_000_000_000_002, 638_000_000_000_000_099, 20.25, 205, Quality.Uncertain, null)),
            new(7, new Sample(638_000_000_000_000_003, "order-17")),
            new(3, new Sample(638_000_000_000_000_004, OddNaN, Quality.Bad)),
            new(3, new Sample(638_000_000_000_000_005, -0.0)),
        ];
        var sent = new FeedBatch("main:1", 41, 44, samples);

        var arrived = Known.ToBatch(Cross(Known.ToMessage(sent)));

        Assert.Equal(("main:1", 41, 44), (arrived.Feed, arrived.From, arrived.To));
        Assert.Equal(samples.Select(Bits), arrived.Samples.ToArray().Select(Bits));
    }

    [Fact]
    public void Plain_telemetry_carries_no_column_that_says_nothing()
    {
        var message = Known.ToMessage(new FeedBatch("main", 1, 1, new SensorSample[] { new(1, new Sample(1, 2.0)) }));

        Assert.Null(message.Samples.RawValues);
        Assert.Null(message.Samples.Qualities);
        Assert.Null(message.Samples.Texts);
    }

    [Fact]
    public void What_is_known_of_webhooks_arrives_as_it_was()
    {
        var at = new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
        var webhook = new WebhookView("cmms", "cmms.example", 12, 3, 2, at, 1, "away", at.AddMinutes(1)) { KeptBack = 7 };
        Assert.Equal([webhook], Cross<List<WebhookView>>([webhook]));
        var lost = new UndeliveredView("cmms", "alarm_1", "alarm.raised", at, at.AddDays(3), "refused");
        Assert.Equal([lost], Cross<List<UndeliveredView>>([lost]));
        Assert.Equal(new WebhookRetry("cmms", 1, 2, "away"), Cross(new WebhookRetry("cmms", 1, 2, "away")));
    }

    [Fact]
    public void A_machines_health_arrives_with_its_causes()
    {
        var at = new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
        var cause = new HealthCause("acme/lyon/line-1/m-1", "heat", CauseKind.Signal, at, 0.9, "m-1 heat rose");
        var sent = new HealthView(HealthCondition.Alert, 7.1, 4.3, [], at, null, null)
        {
            Causes = [cause], CausesMissing = "Not all was looked at.",
        };
        var arrived = Cross(sent);

        Assert.Equal([cause], arrived.Causes);
        Assert.Equal((sent.CausesMissing, sent.Score), (arrived.CausesMissing, arrived.Score));
    }

    [Fact]
    public void What_is_known_of_a_supply_arrives_as_it_was()
    {
        var query = new PastQuery(["acme/compressor", "acme/chiller"], new CauseWindow(7, 99));
        var asked = Known.ToQuery(Cross(Known.ToMessage(query)));
        Assert.Equal((query.Window, "acme/chiller"), (asked.Window, asked.MachineIds[1]));

        var sent = new MachinePast(
            "acme/compressor", 3, [new SignalSeries("acme/compressor", "pressure", [10, 20], [7.1, double.NaN])], 2,
            [new PlantChange(PlantChangeKind.Setpoint, "acme/compressor", 15, "set 8 bar after 7 bar")],
            ["acme/compressor/tool"]);
        var arrived = Known.ToPast(Cross(Known.ToMessage(sent)));

        Assert.Equal((sent.MachineId, 3, 2), (arrived.MachineId, arrived.SignalCount, arrived.SettingsLeftOut));
        var series = Assert.Single(arrived.Signals);
        Assert.Equal(("acme/compressor", "pressure"), (series.AssetId, series.Name));
        Assert.Equal(sent.Signals[0].Ticks, series.Ticks);
        Assert.Equal(sent.Signals[0].Values, series.Values);
        Assert.Equal(sent.Changes, arrived.Changes);
        Assert.Equal(sent.Restless, arrived.Restless);
    }

    [Fact]
    public void A_composites_part_arrives_as_it_was()
    {
        var live = new LiveReport { PowerMilliwatts = 12_345, NewestSourceTicks = 99, ActiveAlarms = 3 };
        live.Machines[TimeClass.Producing] = 4;
        var shift = default(ElementVector);
        shift[Element.ProducedQuantity] = 17;
        shift.AddEnergy(Carrier.Electricity, default, Int128.Parse("123456789012345678901"));

        var health = new CompositeHealth(
            HealthCondition.Alert, new Dictionary<HealthCondition, int> { [HealthCondition.Alert] = 1 },
            [new MachineToLookAt("acme/lyon/oven", HealthCondition.Alert, 7.1, 4.3)]);

        var part = Known.ToPart(
            Cross(Known.ToMessage(new CompositePart("acme/lyon", live, 5, shift) { Health = health })));

        Assert.Equal(("acme/lyon", 5, 12_345L, 99L, 3), (
            part.TwinId, part.StaleSensors, part.Live.PowerMilliwatts, part.Live.NewestSourceTicks, part.Live.ActiveAlarms));
        Assert.Equal(4, part.Live.Machines[TimeClass.Producing]);
        Assert.Equal(shift, part.Shift);
        Assert.Equal((health.Condition, 1), (part.Health?.Condition, part.Health?.Machines[HealthCondition.Alert]));
        Assert.Equal(health.LookAt, part.Health?.LookAt);
    }

    [Fact]
    public void A_sum_of_an_older_process_is_zero_where_it_knows_nothing()
    {
        var part = Known.ToPart(new KpiPartMessage(7, [[1, 2]]));

        Assert.Equal(2, part.Sums[0][(Element)1]);
        Assert.Equal(0, part.Sums[0][(Element)2]);
    }

    [Fact]
    public void A_refusal_arrives_with_everything_that_it_tells()
    {
        var sent = new HostFaultException(HostFault.Busy, "Full.", "room.", "Wait.") { RetryAfter = TimeSpan.FromSeconds(3) };

        var arrived = (HostFaultException)Cross<Exception>(sent);

        Assert.Equal(
            (sent.Fault, sent.Found, sent.Expected, sent.Remedy, sent.RetryAfter),
            (arrived.Fault, arrived.Found, arrived.Expected, arrived.Remedy, arrived.RetryAfter));
    }

    [Fact]
    public void Questions_and_answers_of_the_gateway_arrive_to_the_last_digit()
    {
        var at = new DateTimeOffset(638_000_000_000_000_001, TimeSpan.Zero);
        var history = new HistoryAnswer(
            "acme/lyon", "kW", new EffectiveWindow(at, at.AddTicks(1), "early"),
            [new HistorySample(at, 0.1 + 0.2, null, Quality.Bad)],
            [new HistoryPoint(at, double.NaN, double.PositiveInfinity, 1e-300, 4)], at);
        var query = new HistoryQuery("acme/lyon", new TimeWindow(at, null, NamedWindow.PreviousDay, TimeSpan.FromTicks(7)), 5, 6);

        Assert.Equivalent(history, Cross(history), strict: true);
        Assert.Equal(at.Ticks, Cross(history).Samples![0].At.Ticks);
        Assert.Equal(query, Cross(query));
        Assert.Equal(["a", "b"], Cross(new Page<string>(["a", "b"], "next")).Items);
    }

    private static (int, long, long, long, long, Quality, string?) Bits(SensorSample item) => (
        item.SensorKey, item.Sample.SourceTicks, item.Sample.ReceiveTicks, BitConverter.DoubleToInt64Bits(item.Sample.Value),
        BitConverter.DoubleToInt64Bits(item.Sample.RawValue), item.Sample.Quality, item.Sample.Text);

    private T Cross<T>(T sent)
        where T : class
    {
        var serializer = _services.GetRequiredService<Serializer>();
        return Assert.IsAssignableFrom<T>(serializer.Deserialize<T>(serializer.SerializeToArray(sent)));
    }
}
