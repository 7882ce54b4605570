using Orleans.Concurrency;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Grains.Interfaces;
using OrleansTwin.Grains.Placement;
using OrleansTwin.Runtime.Shards;

namespace OrleansTwin.Grains.Twins;

[GrainType(GrainNames.Sensor), ShardPlacement, Reentrant]
internal sealed class SensorGrain(ShardMap shards, ITwinHost twins) : TwinGrain, ISensorGrain
{
    public async Task<TwinView> ViewAsync(CancellationToken cancellation) => shards.ReportedSiteOf(Id) is null
        ? await ViewAsync(shards.ShardOfSensor(Id), cancellation)
        : await twins.GetTwinAsync(Id, cancellation) ?? throw Unknown();
}

[GrainType(GrainNames.Machine), ShardPlacement, Reentrant]
internal sealed class MachineGrain(ShardMap shards, ITwinHost twins) : TwinGrain, IMachineGrain
{
    public async Task<TwinView> ViewAsync(CancellationToken cancellation) => shards.ReportedSiteOf(Id) is null
        ? await ViewAsync(shards.ShardOfMachine(Id), cancellation)
        : await twins.GetTwinAsync(Id, cancellation) ?? throw Unknown();

    public async Task<KpiAnswer> KpisAsync(KpiQuery query, CancellationToken cancellation) =>
        await twins.GetKpisAsync(query with { TwinId = Id }, cancellation) ?? throw Unknown();
}

/// <summary>Adds what all shards have of it.</summary>
[GrainType(GrainNames.Composite), ShardPlacement, Reentrant]
internal sealed class CompositeGrain(ITwinHost twins) : TwinGrain, ICompositeGrain
{
    public async Task<TwinView> ViewAsync(CancellationToken cancellation) =>
        await twins.GetTwinAsync(Id, cancellation) ?? throw Unknown();

    public async Task<KpiAnswer> KpisAsync(KpiQuery query, CancellationToken cancellation) =>
        await twins.GetKpisAsync(query with { TwinId = Id }, cancellation) ?? throw Unknown();
}
