namespace OrleansTwin.Twins.Energy.Forecasting;

/// <summary>What is known of a day beforehand. Days of one kind are alike.</summary>
public enum DayKind
{
    Workday = 0,
    Saturday = 1,
    Sunday = 2,
    Holiday = 3,
}

/// <summary>Weekdays and the public holidays that are known in advance.</summary>
public sealed class DayCalendar(IEnumerable<DateOnly> holidays)
{
    private readonly HashSet<DateOnly> _holidays = [.. holidays];

    public DayKind KindOf(DateTime time)
    {
        var day = DateOnly.FromDateTime(time);
        return _holidays.Contains(day) ? DayKind.Holiday : day.DayOfWeek switch
        {
            DayOfWeek.Saturday => DayKind.Saturday,
            DayOfWeek.Sunday => DayKind.Sunday,
            _ => DayKind.Workday,
        };
    }
}
