using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Twins.Energy.Forecasting;

/// <summary>How a <see cref="LoadForecaster"/> is learned. The numbers were found on months before the test (ADR 16).</summary>
public sealed record LoadForecastOptions
{
    /// <summary>How many steps ahead: 1 is the step that begins now. At most a day.</summary>
    public required int HorizonSteps { get; init; }

    public required DayCalendar Calendar { get; init; }

    public required BoostOptions Trees { get; init; }

    /// <summary>Members of each form of the target.</summary>
    public int Rounds { get; init; } = 2;

    /// <summary>So many first days teach nothing: features look back as far.</summary>
    public int FirstDays { get; init; } = 28;

    public ulong Seed { get; init; } = 1;

    /// <summary>For the next hours.</summary>
    public static LoadForecastOptions Soon(int horizonSteps, DayCalendar calendar) => new()
    {
        HorizonSteps = horizonSteps, Calendar = calendar,
        Trees = new BoostOptions
        {
            TreesMax = 500, LearningRate = 0.03, LeavesMax = 24, LeafWeightMin = 30, RowShare = 0.7, ColumnShare = 0.5,
            BinsMax = 127,
        },
    };

    /// <summary>For the same time tomorrow.</summary>
    public static LoadForecastOptions DayAhead(int stepsOfDay, DayCalendar calendar) => new()
    {
        HorizonSteps = stepsOfDay, Calendar = calendar,
        Trees = new BoostOptions
        {
            TreesMax = 200, LearningRate = 0.05, LeavesMax = 12, LeafWeightMin = 30, RowShare = 0.7, ColumnShare = 0.3,
            BinsMax = 127,
        },
    };
}
