using Orleans.Streams;

namespace OrleansTwin.Bench.Grid;

/// <summary>The plain use of Orleans that the grid is measured against: a grain per sensor.</summary>
[Alias("OrleansTwin.Bench.PlainSensor")]
public interface IPlainSensorGrain : IGrainWithIntegerKey
{
    /// <summary>One call per sample.</summary>
    [Alias("Take")]
    Task TakeAsync(PlainSample sample);

    [Alias("Count")]
    Task<long> CountAsync();
}

[GenerateSerializer, Immutable, Alias("OrleansTwin.Bench.PlainSample")]
public readonly record struct PlainSample([property: Id(0)] long SourceTicks, [property: Id(1)] double Value);

/// <summary>Keeps latest, minimum, maximum and sum; takes samples by calls, and as events of its stream.</summary>
[ImplicitStreamSubscription(Namespace)]
internal sealed class PlainSensorGrain : Grain, IPlainSensorGrain, IAsyncObserver<PlainSample>
{
    public const string Namespace = "samples";
    public const string Provider = "memory";

    private PlainSample _latest;
    private double _min = double.PositiveInfinity;
    private double _max = double.NegativeInfinity;
    private double _sum;
    private long _count;

    public override async Task OnActivateAsync(CancellationToken cancellationToken) =>
        await this.GetStreamProvider(Provider).GetStream<PlainSample>(Namespace, this.GetPrimaryKeyLong()).SubscribeAsync(this);

    public Task TakeAsync(PlainSample sample)
    {
        (_latest, _count, _sum) = (sample, _count + 1, _sum + sample.Value);
        (_min, _max) = (Math.Min(_min, sample.Value), Math.Max(_max, sample.Value));
        return Task.CompletedTask;
    }

    public Task<long> CountAsync() => Task.FromResult(_latest.SourceTicks < 0 || _min > _max ? 0 : _count);

    public Task OnNextAsync(PlainSample item, StreamSequenceToken? token = null) => TakeAsync(item);

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}
