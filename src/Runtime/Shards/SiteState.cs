using OrleansTwin.Api.Hosting;

namespace OrleansTwin.Runtime.Shards;

/// <summary>What a site's machines do now, and its alarms.</summary>
/// <param name="Machines">All of them.</param>
/// <param name="Alarms">Those that are not normal, or were not; null: as they were told before.</param>
internal sealed record SiteState(IReadOnlyList<MachineNow> Machines, IReadOnlyList<AlarmView>? Alarms)
{
    public static SiteState Empty { get; } = new([], []);
}
