using OrleansTwin.Twins.Simulation;

namespace OrleansTwin.Twins.Tests.Simulation;

public class DisturberTests
{
    [Fact]
    public void Nothing_is_lost_and_the_shares_are_as_asked()
    {
        var samples = TestPlants.Emit(TestPlants.Line(3, 2), seed: 4, hours: 2).Samples;
        var deliveries = Disturb(samples, sliceSize: 1000);

        Assert.Equal(samples.Order(ByTime), Arrived(deliveries, fate => fate != DeliveryFate.Duplicate).Order(ByTime));
        Assert.InRange(Share(DeliveryFate.Late), 0.018, 0.022);
        Assert.InRange(Share(DeliveryFate.Duplicate), 0.009, 0.011);
        Assert.InRange(Share(DeliveryFate.Disordered), 0.009, 0.011);

        double Share(DeliveryFate fate) => deliveries.Count(delivery => delivery.Fate == fate) / (double)samples.Count;
    }

    [Fact]
    public void Deliveries_come_in_order_of_arrival_within_the_limits_of_their_fate()
    {
        var options = new DisturbOptions();
        var deliveries = Disturb(TestPlants.Emit(TestPlants.Line(3, 2), seed: 4, hours: 2).Samples, sliceSize: 1000);
        Assert.All(deliveries.Zip(deliveries.Skip(1)), pair => Assert.True(pair.First.AtTicks <= pair.Second.AtTicks));
        Assert.All(deliveries, delivery =>
        {
            var delay = delivery.AtTicks - delivery.Sample.AtTicks;
            var (min, max) = delivery.Fate switch
            {
                DeliveryFate.OnTime => (0, 0),
                DeliveryFate.Late => (options.LateMinTicks, options.LateMaxTicks),
                DeliveryFate.Duplicate => (1, options.DuplicateMaxTicks),
                _ => (1, options.DisorderMaxTicks),
            };
            Assert.InRange(delay, min, max);
        });
    }

    [Fact]
    public void The_same_seed_gives_the_same_deliveries_however_samples_are_pushed()
    {
        var samples = TestPlants.Emit(TestPlants.Line(2, 2), seed: 4, hours: 1).Samples;
        Assert.Equal(Disturb(samples, sliceSize: 1000), Disturb(samples, sliceSize: 13));
    }

    [Fact]
    public void When_too_much_is_held_back_samples_arrive_on_time_and_are_counted()
    {
        var samples = TestPlants.Emit(TestPlants.Line(2, 2), seed: 4, hours: 1).Samples;
        var disturber = new Disturber(3, new DisturbOptions { HeldMax = 5 });
        var deliveries = new List<Delivery>();
        disturber.Push([.. samples], deliveries);
        Assert.InRange(disturber.Held, 1, 5);
        Assert.True(disturber.Spared > 100, $"only {disturber.Spared} were spared");
    }

    private static List<Delivery> Disturb(List<EmittedSample> samples, int sliceSize)
    {
        var disturber = new Disturber(seed: 3);
        var deliveries = new List<Delivery>();
        foreach (var slice in samples.Chunk(sliceSize))
            disturber.Push(slice, deliveries);
        disturber.DeliverUntil(long.MaxValue, deliveries);
        Assert.Equal(0, disturber.Held);
        return deliveries;
    }

    private static readonly Comparer<EmittedSample> ByTime = Comparer<EmittedSample>.Create((a, b) =>
        a.AtTicks != b.AtTicks ? a.AtTicks.CompareTo(b.AtTicks) : a.Sensor.CompareTo(b.Sensor));

    private static IEnumerable<EmittedSample> Arrived(List<Delivery> deliveries, Func<DeliveryFate, bool> which) =>
        deliveries.Where(delivery => which(delivery.Fate)).Select(delivery => delivery.Sample);
}
