using OrleansTwin.Api.Hosting;
using OrleansTwin.Diagnostics;

namespace OrleansTwin.Runtime.Forwarding;

/// <summary>Carries what an Edge has to a grid, once it is started; trouble on the way is nobody else's.</summary>
internal interface IForwarder : IAsyncDisposable
{
    void Start();

    HealthCheck CheckHealth();

    IReadOnlyList<MetricFamily> Read();
}
