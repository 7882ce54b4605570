namespace OrleansTwin.Grains.Hosting;

/// <summary>
/// The time of day that twins, feeds and answers go by. The cluster's own timers are not its business: they run by the process's.
/// </summary>
internal sealed record GridClock(TimeProvider Time);
