using OrleansTwin.Api.Hosting;

namespace OrleansTwin.Grains.Interfaces;

/// <summary>
/// One twin by its ISA-95 path: the address of what is asked of one twin. It lives beside the shard that has its state, holds
/// none itself, and goes when nobody has asked for a while.
/// </summary>
public interface ITwinGrain : IGrainWithStringKey
{
    /// <exception cref="HostFaultException">
    /// <see cref="HostFault.NotFound"/>: the plant has no such twin; <see cref="HostFault.Unavailable"/>: its shard is away.
    /// </exception>
    [Alias("View"), ResponseTimeout("00:00:06")]
    Task<TwinView> ViewAsync(CancellationToken cancellation);
}

[Alias("OrleansTwin.Sensor")]
public interface ISensorGrain : ITwinGrain;

[Alias("OrleansTwin.Machine")]
public interface IMachineGrain : ITwinGrain
{
    [Alias("Kpis"), ResponseTimeout("00:00:06")]
    Task<KpiAnswer> KpisAsync(KpiQuery query, CancellationToken cancellation);
}

/// <summary>A line, area, site or enterprise.</summary>
[Alias("OrleansTwin.Composite")]
public interface ICompositeGrain : ITwinGrain
{
    [Alias("Kpis"), ResponseTimeout("00:00:06")]
    Task<KpiAnswer> KpisAsync(KpiQuery query, CancellationToken cancellation);
}
