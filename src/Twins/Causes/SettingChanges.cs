using System.Globalization;

namespace OrleansTwin.Twins.Causes;

/// <summary>
/// What somebody set anew, read from what a setpoint or the tool in use told of itself. A change counts where what was before
/// had lasted, and what came lasted, too, or stands still: a slip, a ramp and a tool changer in its cycle are none. Where numbers
/// are read back with noise, levels are found as those of any signal.
/// </summary>
public static class SettingChanges
{
    /// <summary>What changes more often belongs to how the machine runs.</summary>
    public const int ChangesMax = 6;

    private const long LastingTicks = 2 * TimeSpan.TicksPerMinute;

    /// <summary>
    /// All lasting changes in order of time, also more than <see cref="ChangesMax"/>; the text says what after what.
    /// </summary>
    /// <param name="kind">A setpoint's, or a tool's.</param>
    /// <param name="assetId">The machine.</param>
    /// <param name="name">The sensor's.</param>
    /// <param name="told">What was told, in order of time; it held until the next.</param>
    public static IReadOnlyList<PlantChange> Of(
        PlantChangeKind kind, string assetId, string name, IEnumerable<(long AtTicks, string Text)> told)
    {
        ArgumentNullException.ThrowIfNull(told);
        var levels = Levels(told);
        var changes = new List<PlantChange>();
        var before = -1;
        for (var i = 0; i < levels.Count; i++)
        {
            var lasts = i + 1 == levels.Count || levels[i + 1].AtTicks - levels[i].AtTicks >= LastingTicks;
            if (!lasts)
                continue;
            if (before >= 0 && levels[before].Text != levels[i].Text)
            {
                changes.Add(new PlantChange(
                    kind, assetId, levels[before + 1].AtTicks, $"{name} {levels[i].Text} after {levels[before].Text}"));
            }

            before = i;
        }

        return changes;
    }

    /// <summary>
    /// The levels of numbers as texts: every value that stands still between changes, else the means of a setpoint that is read
    /// back with noise.
    /// </summary>
    /// <param name="series">At even steps; a value that was not told anew is repeated.</param>
    /// <param name="unit">Of the values; empty or <c>1</c>: none.</param>
    /// <param name="isReadBack">Whether there may be noise; no mean of tools' numbers is a tool.</param>
    public static IEnumerable<(long AtTicks, string Text)> Told(SignalSeries series, string unit, bool isReadBack)
    {
        ArgumentNullException.ThrowIfNull(series);
        var suffix = unit is "" or "1" ? "" : $" {unit}";
        var (ticks, values) = (series.Ticks, series.Values);
        if (!isReadBack || StandsStill(values))
            return ticks.Zip(values, (at, value) => (at, Text(value, "G6")));
        var levels = ChangePoints.Find([.. values]);
        return levels.Count == 0 ? [] :
        [
            (ticks[0], Text(levels[0].Before, "G4")),
            .. levels.Select(level => (ticks[level.Index], Text(level.After, "G4"))),
        ];

        string Text(double value, string digits) => value.ToString(digits, CultureInfo.InvariantCulture) + suffix;
    }

    /// <summary>More than half of the values are as the one before.</summary>
    private static bool StandsStill(IReadOnlyList<double> values)
    {
        var same = Enumerable.Range(1, Math.Max(0, values.Count - 1)).Count(i => values[i].Equals(values[i - 1]));
        return 2 * same >= values.Count - 1;
    }

    /// <summary>Without repetitions.</summary>
    private static List<(long AtTicks, string Text)> Levels(IEnumerable<(long AtTicks, string Text)> told)
    {
        var levels = new List<(long AtTicks, string Text)>();
        foreach (var item in told)
        {
            if (levels.Count == 0 || levels[^1].Text != item.Text)
                levels.Add(item);
        }

        return levels;
    }
}
