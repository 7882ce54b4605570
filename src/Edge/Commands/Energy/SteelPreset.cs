namespace OrleansTwin.Edge.Commands.Energy;

/// <summary>
/// A steel works in Gwangyang, South Korea, 2018, at 15 minutes (Sathishkumar, Shin and Cho; UCI data set 851). A day ends with a
/// row stamped 0:00 of the same date. CO2 is the energy once more, and the load type a tariff: neither is used.
/// </summary>
internal static class SteelPreset
{
    public const string Name = "steel";

    public static LoadColumns Columns { get; } = new(
        "date", "Usage_kWh",
        [
            "Lagging_Current_Reactive.Power_kVarh", "Leading_Current_Reactive_Power_kVarh", "Lagging_Current_Power_Factor",
            "Leading_Current_Power_Factor",
        ],
        "d/M/yyyy H:mm", MidnightEndsItsDate: true, Holidays: [.. KoreanHolidays()]);

    // Public holidays of South Korea in 2018, as its government had announced them in 2017; 13 June was a local election.
    private static IEnumerable<DateOnly> KoreanHolidays() =>
        new[]
        {
            (1, 1), (2, 15), (2, 16), (2, 17), (3, 1), (5, 5), (5, 7), (5, 22), (6, 6), (6, 13), (8, 15), (9, 24), (9, 25),
            (9, 26), (10, 3), (10, 9), (12, 25),
        }.Select(day => new DateOnly(2018, day.Item1, day.Item2));
}
