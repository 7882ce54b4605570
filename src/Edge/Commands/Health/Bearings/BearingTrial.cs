using OrleansTwin.Twins.Health.Vibration;

namespace OrleansTwin.Edge.Commands.Health.Bearings;

/// <summary>What alarms came to in a run.</summary>
/// <param name="LeadHours">For each bearing, hours of operation from its first alarm to the end; none: it had no alarm.</param>
/// <param name="FalseAlarms">
/// Alarms on bearings that did not fail, more than a day of operation before the end, when a failing neighbour shakes them; and
/// such on bearings that did, in the first half of the run.
/// </param>
internal sealed record BearingAlarms(IReadOnlyDictionary<string, double> LeadHours, int FalseAlarms);

/// <summary>Alarms on run-to-failure tests: by each bearing's own baseline, or by a fixed threshold.</summary>
internal static class BearingTrial
{
    private const double NeighbourHours = 24;

    /// <summary>Limits that are tried; the smallest without a false alarm on other tests is taken.</summary>
    public static readonly IReadOnlyList<double> Ratios = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.75, 1, 1.5, 2];

    public static readonly IReadOnlyList<double> LevelsG =
        [0.05, 0.06, 0.08, 0.1, 0.12, 0.14, 0.16, 0.18, 0.2, 0.25, 0.3, 0.4, 0.5, 0.75, 1];

    /// <summary>By how much a bearing is above its own baseline.</summary>
    public static BearingAlarms ByBaseline(BearingRun run, double ratio) =>
        Judge(run, (watch, _, _) => watch.IsAlarm, new BaselineOptions(ratio));

    /// <summary>
    /// By a threshold that is the same for all, as often confirmed, and from the hour on at which baselines are known.
    /// </summary>
    public static BearingAlarms ByThreshold(BearingRun run, double levelG)
    {
        var options = new BaselineOptions(0);
        return Judge(run, (_, channel, place) => Enumerable.Range(0, options.Confirmations).All(
            back => run.Readings[place - back].Values[channel] > levelG), options);
    }

    /// <summary>The smallest limit that raises no false alarm on any of these runs.</summary>
    public static double LimitFrom(
        IReadOnlyList<double> limits, IEnumerable<BearingRun> runs, Func<BearingRun, double, BearingAlarms> judge)
    {
        var others = runs.ToList();
        return limits.FirstOrDefault(limit => others.All(run => judge(run, limit).FalseAlarms == 0), limits[^1]);
    }

    private static BearingAlarms Judge(BearingRun run, Func<BaselineWatch, int, int, bool> isAlarm, BaselineOptions options)
    {
        var (hours, end) = HoursOf(run, options);
        var leads = new Dictionary<string, double>();
        var falseAlarms = 0;
        for (var channel = 0; channel < run.Channels.Count; channel++)
        {
            var bearing = BearingRun.BearingOf(run.Channels[channel]);
            var (watch, was) = (new BaselineWatch(options), false);
            for (var place = 0; place < end; place++)
            {
                watch.Push(run.Readings[place].At, run.Readings[place].Values[channel]);
                var isOn = !double.IsNaN(watch.Baseline) && place >= options.Confirmations && isAlarm(watch, channel, place);
                if (isOn && !was)
                {
                    var lead = hours[end - 1] - hours[place];
                    leads[bearing] = Math.Max(lead, leads.GetValueOrDefault(bearing));
                    falseAlarms += IsFalse(run.Failed.Contains(bearing), lead, hours[end - 1]) ? 1 : 0;
                }

                was = isOn;
            }
        }

        return new BearingAlarms(leads, falseAlarms);
    }

    private static bool IsFalse(bool failed, double lead, double whole) =>
        failed ? lead > whole / 2 : lead > NeighbourHours;

    // Hours of operation at each reading, and where the run ends: behind it all channels are those of a rig that stands.
    private static (double[] Hours, int End) HoursOf(BearingRun run, BaselineOptions options)
    {
        var watches = run.Channels.Select(_ => new BaselineWatch(options)).ToArray();
        var hours = new double[run.Readings.Count];
        for (var place = 0; place < hours.Length; place++)
        {
            for (var channel = 0; channel < watches.Length; channel++)
                watches[channel].Push(run.Readings[place].At, run.Readings[place].Values[channel]);
            hours[place] = watches[0].OperatingHours;
        }

        bool Stands(double[] values) => Enumerable.Range(0, watches.Length).All(
            channel => values[channel] < options.StandingShare * watches[channel].Baseline);
        var end = hours.Length;
        while (end > 1 && Stands(run.Readings[end - 1].Values))
            end--;
        return (hours, end);
    }
}
