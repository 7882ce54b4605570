using OrleansTwin.Api.Hosting;
using OrleansTwin.Grains.Interfaces;

namespace OrleansTwin.Grains.Twins;

/// <summary>
/// The address of one twin, which has its state in a shard. It has none itself, so that questions need not wait for one another:
/// one whose answer was lost on the way holds up none that is asked again.
/// </summary>
internal abstract class TwinGrain : Grain
{
    protected string Id => this.GetPrimaryKeyString();

    /// <summary>Asks the shard beside it.</summary>
    protected async Task<TwinView> ViewAsync(int shard, CancellationToken cancellation) =>
        await GrainFactory.Shard(shard).ViewTwinsAsync([Id], cancellation) is [var view] ? view : throw Unknown();

    /// <summary>Nothing of an address that leads nowhere is kept.</summary>
    protected HostFaultException Unknown()
    {
        DeactivateOnIdle();
        return new HostFaultException(
            HostFault.NotFound, $"The plant has no twin '{Id}'.", "a path of the plant in force.",
            "GET /api/v1/twins lists them.");
    }
}
