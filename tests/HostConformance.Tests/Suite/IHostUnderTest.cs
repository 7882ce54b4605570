using OrleansTwin.Api.Hosting;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.HostConformance.Tests.Suite;

/// <summary>
/// A host as the suite plays with it. Every host is given the same and asked the same; what it answers has to be the same to the
/// last digit, means of many samples to the ninth. Only what is its own by definition is not asked for: health, metrics, version
/// numbers.
/// </summary>
internal interface IHostUnderTest : IAsyncDisposable
{
    ITwinHost Twins { get; }

    /// <summary>Takes a batch; when this returns it is durable.</summary>
    Task FeedAsync(IReadOnlyList<FedSample> batch);

    /// <summary>Returns when everything fed is folded and shown by all twins.</summary>
    Task DrainAsync();

    /// <summary>Lets the clock settle machines that have gone quiet.</summary>
    Task TickAsync(long atTicks);

    Task CheckpointAsync();

    /// <summary>Ends in order and starts again over the same stores. <see cref="Twins"/> may be another afterwards.</summary>
    Task RestartAsync();
}

/// <summary>A sample on its way to a sensor, which the plant need not have any more.</summary>
internal readonly record struct FedSample(string SensorId, Sample Sample);
