namespace OrleansTwin.Twins.Simulation;

public enum DeliveryFate : byte
{
    OnTime = 0,
    Late = 1,

    /// <summary>The second delivery of a sample that had arrived at its time.</summary>
    Duplicate = 2,
    Disordered = 3,
}

/// <summary>
/// A sample as it arrives: <paramref name="AtTicks"/> is the moment of arrival, the sample keeps its source
/// time.
/// </summary>
public readonly record struct Delivery(long AtTicks, EmittedSample Sample, DeliveryFate Fate);

/// <summary>
/// Makes a stream of samples arrive as over a bad network: late, twice, out of order; none is lost. Deliveries come in order
/// of arrival, and the same seed and samples give the same ones, however they are pushed.
/// </summary>
public sealed class Disturber(int seed, DisturbOptions? options = null)
{
    private readonly DisturbOptions _options = options ?? new DisturbOptions();
    private readonly RandomStream _random = RandomStream.For(seed, "network", "disturbance");
    private readonly PriorityQueue<Delivery, (long AtTicks, long Number)> _held = new();
    private long _number;

    /// <summary>Samples not yet delivered, or not yet for the second time.</summary>
    public int Held => _held.Count;

    /// <summary>Samples that were to be disturbed but arrived on time because too many were held back.</summary>
    public long Spared { get; private set; }

    /// <summary>
    /// Takes samples in order of time and adds to <paramref name="deliveries"/> what arrives up to the last of them. A sample
    /// arrives at its source time unless disturbed.
    /// </summary>
    public void Push(ReadOnlySpan<EmittedSample> samples, ICollection<Delivery> deliveries)
    {
        foreach (ref readonly var sample in samples)
        {
            DeliverUntil(sample.AtTicks, deliveries);
            Dispatch(sample, deliveries);
        }
    }

    /// <summary>Delivers what was held back up to a moment; <see cref="long.MaxValue"/> for all that is left.</summary>
    public void DeliverUntil(long untilTicks, ICollection<Delivery> deliveries)
    {
        while (_held.TryPeek(out var delivery, out _) && delivery.AtTicks <= untilTicks)
            deliveries.Add(_held.Dequeue());
    }

    private void Dispatch(in EmittedSample sample, ICollection<Delivery> deliveries)
    {
        var draw = _random.Uniform();
        var fate = FateOf(draw);
        if (fate != DeliveryFate.OnTime && _held.Count >= _options.HeldMax)
        {
            Spared++;
            fate = DeliveryFate.OnTime;
        }
        if (fate is DeliveryFate.OnTime or DeliveryFate.Duplicate)
            deliveries.Add(new Delivery(sample.AtTicks, sample, DeliveryFate.OnTime));
        if (fate != DeliveryFate.OnTime)
        {
            var delivery = new Delivery(sample.AtTicks + DelayOf(fate), sample, fate);
            _held.Enqueue(delivery, (delivery.AtTicks, _number++));
        }
    }

    private DeliveryFate FateOf(double draw)
    {
        if (draw < _options.LateRatio)
            return DeliveryFate.Late;
        draw -= _options.LateRatio;
        if (draw < _options.DuplicateRatio)
            return DeliveryFate.Duplicate;
        return draw - _options.DuplicateRatio < _options.DisorderRatio ? DeliveryFate.Disordered : DeliveryFate.OnTime;
    }

    private long DelayOf(DeliveryFate fate) =>
        fate switch
        {
            DeliveryFate.Late => (long)(_options.LateMinTicks
                * Math.Pow((double)_options.LateMaxTicks / _options.LateMinTicks, _random.Uniform())),
            DeliveryFate.Duplicate => 1 + (long)(_random.Uniform() * _options.DuplicateMaxTicks),
            _ => 1 + (long)(_random.Uniform() * _options.DisorderMaxTicks),
        };
}
