using OrleansTwin.Runtime.Lives;
using OrleansTwin.Twins.Health.Live;

namespace OrleansTwin.Runtime.Health;

/// <summary>How the health of machines is watched beside their twins.</summary>
internal sealed record HealthOptions
{
    /// <summary>Machines that are watched, in the order of the plant; 0: none.</summary>
    public int MachinesMax { get; init; } = 2_000;

    /// <summary>How often is looked whether machines have come to another minute.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often is saved what is being learned: a kill costs that much of it.</summary>
    public TimeSpan SavePeriod { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How a machine's own normal is learned and watched.</summary>
    public LiveHealthOptions Learning { get; init; } = new();

    /// <summary>How their remaining life is followed.</summary>
    public LifeOptions Life { get; init; } = new();

    /// <exception cref="FormatException">An option can't be used; says which, what was found and what was expected.</exception>
    public HealthOptions Validate(string path)
    {
        Demand(MachinesMax, 0, 1_000_000, nameof(MachinesMax));
        Demand(Period, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1), nameof(Period));
        Demand(SavePeriod, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), nameof(SavePeriod));
        Demand(Learning.LearnMinutes, 100, 5_000, $"{nameof(Learning)}:{nameof(Learning.LearnMinutes)}");
        Demand(Learning.JudgeMinutes, 15, 5_000, $"{nameof(Learning)}:{nameof(Learning.JudgeMinutes)}");
        Demand(Learning.AlertMinutes, 1, 1_000, $"{nameof(Learning)}:{nameof(Learning.AlertMinutes)}");
        Demand(Learning.RecoverMinutes, 1, 1_000, $"{nameof(Learning)}:{nameof(Learning.RecoverMinutes)}");
        Demand(Learning.GapMinutes, 1, 1_000, $"{nameof(Learning)}:{nameof(Learning.GapMinutes)}");
        Demand(Learning.FalseAlarmShare, 1e-9, 0.1, $"{nameof(Learning)}:{nameof(Learning.FalseAlarmShare)}");
        Demand(Life.Period, TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1), $"{nameof(Life)}:{nameof(Life.Period)}");
        Demand(
            Life.SharePeriod, TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(7), $"{nameof(Life)}:{nameof(Life.SharePeriod)}");
        Demand(Life.Horizon, TimeSpan.FromHours(1), TimeSpan.FromDays(366), $"{nameof(Life)}:{nameof(Life.Horizon)}");
        Demand(Life.RiskMax, 0.001, 1, $"{nameof(Life)}:{nameof(Life.RiskMax)}");
        Demand(Life.LivesMax, 3, 10_000, $"{nameof(Life)}:{nameof(Life.LivesMax)}");
        return this;

        void Demand<T>(T found, T min, T max, string key)
            where T : IComparable<T>
        {
            if (found.CompareTo(min) < 0 || found.CompareTo(max) > 0)
                throw new FormatException($"{path}:{key} is {found}. Expected: {min} to {max}. Correct it or leave it out.");
        }
    }
}
