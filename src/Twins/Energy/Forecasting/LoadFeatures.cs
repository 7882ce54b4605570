namespace OrleansTwin.Twins.Energy.Forecasting;

/// <summary>
/// What a step's energy is foretold from: the calendar, and the past up to the horizon. Up to half a day ahead the last
/// readings tell most; further ahead, up to a day, the same time of alike days.
/// </summary>
internal readonly struct LoadFeatures(DayCalendar calendar, int horizon)
{
    /// <summary>More than there are.</summary>
    public const int CountMax = 512;

    private const int AlikeDaysBack = 40;
    private static readonly int[] ShortSpans = [4, 8, 16, 32];
    private static readonly int[] RecentLags = [15, 23];
    private static readonly int[] AlikeOfStep = [2, 8, 14, 20];
    private static readonly int[] AlikeOfDay = [3, 5, 10, 20];
    private static readonly int[] DaySpans = [4, 16, 48];
    private static readonly int[] WeeksBack = [7, 14, 21, 28];

    /// <summary>Writes the features of a step and returns how many there are.</summary>
    public int Write(LoadSeries series, int step, Span<float> features)
    {
        var past = new LoadPast(series, step - horizon);
        var row = new FeatureRow(features);
        WriteCalendar(ref row, series, step);
        if (horizon <= series.StepsOfDay / 2)
            WriteRecent(ref row, past, step);
        else
            WriteDays(ref row, past, step);
        return row.Count;
    }

    private void WriteCalendar(ref FeatureRow row, LoadSeries series, int step)
    {
        var time = series.StartOf(step);
        row.Add(series.PlaceInDay(step));
        row.Add(time.Hour);
        row.Add((float)time.DayOfWeek);
        for (var days = -1; days <= 1; days++)
            row.Add((float)calendar.KindOf(time.AddDays(days)));
    }

    private void WriteRecent(ref FeatureRow row, LoadPast past, int step)
    {
        var (now, day) = (past.Newest, past.Series.StepsOfDay);
        for (var lag = 0; lag < 12; lag++)
            row.Add(past[now - lag]);
        foreach (var lag in RecentLags)
            row.Add(past[now - lag]);
        row.Add(past[now] - past[now - 1]);
        row.Add(past[now] - past[now - 3]);
        foreach (var span in ShortSpans)
            WriteOver(ref row, past, now, span);
        WriteOver(ref row, past, now, day);
        WriteOver(ref row, past, now, 7 * day);
        row.Add(past.Mean(step - past.Series.PlaceInDay(step), Math.Max(0, past.Series.PlaceInDay(step) - horizon + 1)));
        foreach (var days in new[] { 1, 7, 14 })
        {
            var same = step - (days * day);
            for (var apart = -4; apart <= 4; apart++)
                row.Add(past[same + apart]);
            row.Add(past[same] - past[same - horizon]);
        }

        var (level, change) = OfAlikeDays(past, step, 5);
        row.Add(level);
        row.Add(change);
        foreach (var days in AlikeOfStep)
            row.Add(OfAlikeDays(past, step, days).Change);
        WriteExtremes(ref row, past);
        for (var column = 0; column < past.Series.Companions.Count; column++)
        {
            for (var lag = 0; lag < 4; lag++)
                row.Add(past.Companion(column, now - lag));
        }
    }

    private void WriteDays(ref FeatureRow row, LoadPast past, int step)
    {
        var (now, day) = (past.Newest, past.Series.StepsOfDay);
        for (var back = 0; back <= 4; back++)
            row.Add(past[step - day - back]);
        for (var days = 2; days <= 6; days++)
            row.Add(past[step - (days * day)]);
        for (var apart = -2; apart <= 1; apart++)
            row.Add(past[step - (7 * day) + apart]);
        foreach (var days in WeeksBack)
            row.Add(past[step - (days * day)]);
        foreach (var span in DaySpans)
            WriteOver(ref row, past, now, span);
        foreach (var days in new[] { 1, 3, 7 })
            WriteOver(ref row, past, now, days * day);
        row.Add(past.Mean(step - (7 * day) - 4, 9));
        row.Add(past.Mean(step - (7 * day) - 16, 33));
        row.Add(past.Mean(step - day - 8, 9));
        var midnight = step - past.Series.PlaceInDay(step);
        row.Add(past.Mean(midnight - (7 * day), day));
        row.Add(past.Mean(midnight - (14 * day), day));
        row.Add(past.Mean(midnight - day, day / 4));
        var weekly = 0f;
        foreach (var days in WeeksBack)
            weekly += past.Mean(step - (days * day) - 2, 5) / WeeksBack.Length;
        row.Add(weekly);
        foreach (var days in AlikeOfDay)
            row.Add(OfAlikeDays(past, step, days).Level);
        row.Add(past.Mean(now - day + 1, day) - past.Mean(now - (7 * day) + 1, 7 * day));
        for (var days = 1; days <= 7; days++)
            row.Add(past.Mean(now - (days * day) + 1, day));
    }

    private static void WriteOver(ref FeatureRow row, LoadPast past, int last, int count)
    {
        var (mean, deviation) = past.Over(last - count + 1, count);
        row.Add(mean);
        row.Add(deviation);
    }

    /// <summary>
    /// The same time of the last days of the same kind: their level, and what came in as many steps as the horizon has.
    /// </summary>
    private (float Level, float Change) OfAlikeDays(LoadPast past, int step, int daysMax)
    {
        var (series, day) = (past.Series, past.Series.StepsOfDay);
        var kind = calendar.KindOf(series.StartOf(step));
        var (level, change, found) = (0f, 0f, 0);
        for (var back = 1; back <= AlikeDaysBack && found < daysMax; back++)
        {
            var same = step - (back * day);
            if (calendar.KindOf(series.StartOf(same)) != kind || float.IsNaN(past[same] + past[same - horizon]))
                continue;
            level += past[same];
            change += past[same] - past[same - horizon];
            found++;
        }

        return (level / found, change / found);
    }

    /// <summary>How long the load has been above or below the week's mean, and where the last peak and trough were.</summary>
    private static void WriteExtremes(ref FeatureRow row, LoadPast past)
    {
        const int runMax = 96;
        var (now, mean) = (past.Newest, past.Mean(past.Newest - (7 * past.Series.StepsOfDay) + 1, 7 * past.Series.StepsOfDay));
        var (above, below, peak, trough) = (0, 0, now, now);
        while (above < runMax && past[now - above] > mean)
            above++;
        while (below < runMax && past[now - below] <= mean)
            below++;
        for (var step = now; step > now - 12; step--)
        {
            peak = past[step] > past[peak] ? step : peak;
            trough = past[step] < past[trough] ? step : trough;
        }

        row.Add(above);
        row.Add(below);
        row.Add(now - peak);
        row.Add(past[peak]);
        row.Add(now - trough);
        row.Add(past[trough]);
    }
}
