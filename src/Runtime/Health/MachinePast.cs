using OrleansTwin.Twins.Causes;

namespace OrleansTwin.Runtime.Health;

/// <summary>The time before an alert, half-open.</summary>
internal readonly record struct CauseWindow(long FromTicks, long ToTicks)
{
    /// <summary>Values are told by stretches of so long.</summary>
    private const long StepTicks = 20 * TimeSpan.TicksPerSecond;

    public int Steps => (int)((ToTicks - FromTicks) / StepTicks);

    /// <summary>Begin of a stretch; <paramref name="step"/> may be a fraction.</summary>
    public long At(double step) => FromTicks + (long)(step * (ToTicks - FromTicks) / Steps);
}

/// <summary>What a shard is asked of machines that supply some of another shard, the nearest first.</summary>
internal sealed record PastQuery(IReadOnlyList<string> MachineIds, CauseWindow Window);

/// <summary>What is known of a machine in the time before an alert.</summary>
/// <param name="MachineId">Whose.</param>
/// <param name="SignalCount">How many signals it has.</param>
/// <param name="Signals">Those of them that were looked at.</param>
/// <param name="SettingsLeftOut">How many of its setpoints and tools were not looked at.</param>
/// <param name="Changes">What was changed at it.</param>
/// <param name="Restless">Setpoints and tools that change all the time.</param>
internal sealed record MachinePast(
    string MachineId, int SignalCount, IReadOnlyList<SignalSeries> Signals, int SettingsLeftOut,
    IReadOnlyList<PlantChange> Changes, IReadOnlyList<string> Restless);
