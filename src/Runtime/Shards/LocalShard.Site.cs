using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Answers;

namespace OrleansTwin.Runtime.Shards;

/// <content>What is told elsewhere of a site whose twins run here.</content>
internal sealed partial class LocalShard
{
    public async Task<SiteState> ReadSiteAsync(string siteId, CancellationToken cancellation)
    {
        var machines = await AskAsync(
            async (runtime, giveUp) =>
            {
                var (now, found) = (NowTicks, new List<MachineNow>());
                foreach (var line in runtime.Lines.Where(line => line.HasMachineBelow(siteId)))
                {
                    found.AddRange(await line.Mailbox.AskAsync(
                        () => line.Machines.Where(slot => Paths.IsAtOrBelow(slot.Twin.Id, siteId))
                            .Select(slot => MachineNow.Of(slot, now)).ToList(),
                        giveUp));
                }

                return found;
            },
            Patience.Reading, cancellation);
        var alarms = engine.Alarms.List().Where(alarm => Paths.IsAtOrBelow(alarm.Asset.Id, siteId)).Select(AlarmViews.Of);
        return new SiteState(machines, [.. alarms]);
    }
}
