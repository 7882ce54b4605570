using System.Globalization;
using OrleansTwin.Ingest.Recordings;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Twins.Energy.Forecasting;

namespace OrleansTwin.Edge.Commands.Energy;

/// <summary>The columns of a CSV of a meter's readings in equal steps.</summary>
/// <param name="Time">Local time at which a step ended.</param>
/// <param name="Energy">What the meter counted in the step, in kWh.</param>
/// <param name="Companions">Other readings of the same step, whose past helps.</param>
/// <param name="TimeFormat">As .NET writes formats; null: ISO 8601.</param>
/// <param name="MidnightEndsItsDate">Whether 0:00 of a date is the end of that day (24:00) instead of its beginning.</param>
/// <param name="Holidays">Public holidays of the place.</param>
internal sealed record LoadColumns(
    string Time, string Energy, IReadOnlyList<string> Companions, string? TimeFormat, bool MidnightEndsItsDate,
    IReadOnlyList<DateOnly> Holidays);

/// <summary>A reading: the step's end, its energy and companions.</summary>
internal readonly record struct LoadReading(DateTime End, float EnergyKwh, float[] Companions);

/// <summary>Reads a meter's files and joins them to one series, in order of time whatever the order of lines.</summary>
internal static class LoadFiles
{
    private const int GapDaysMax = 366;
    private const int MinutesOfDay = 24 * 60;

    public static List<LoadReading> Read(string path, LoadColumns columns)
    {
        var table = CsvTable.Read(path);
        var (time, energy) = (table.ColumnOf(columns.Time, path), table.ColumnOf(columns.Energy, path));
        var companions = columns.Companions.Select(name => table.ColumnOf(name, path)).ToArray();
        var rows = Enumerable.Range(0, table.Rows).Select(row => new LoadReading(
            TimeOf(table[row, time], row, path, columns), NumberOf(table[row, energy]),
            Array.ConvertAll(companions, column => NumberOf(table[row, column])))).ToList();
        DemandMidnights(rows, path);
        var readings = rows.OrderBy(reading => reading.End).ToList();
        if (readings.Count < 2)
            throw new CommandException(ExitCode.BadInput, $"{path} has {readings.Count} readings; expected a series of them.");
        if (readings.All(reading => float.IsNaN(reading.EnergyKwh)))
            throw new CommandException(ExitCode.BadInput, $"{path}: '{columns.Energy}' has no number. Is it the right column?");
        for (var i = 1; i < readings.Count; i++)
        {
            if (readings[i].End == readings[i - 1].End)
            {
                throw new CommandException(
                    ExitCode.BadInput,
                    $"{path} has two readings at {Text(readings[i].End)}; expected one for each step.");
            }
        }

        return readings;
    }

    /// <summary>One series of both; where both have a step they must agree.</summary>
    public static LoadSeries Join(IEnumerable<LoadReading> first, IReadOnlyList<LoadReading> second)
    {
        var readings = new SortedDictionary<DateTime, LoadReading>();
        foreach (var reading in first.Concat(second))
        {
            if (readings.TryGetValue(reading.End, out var other) && !other.EnergyKwh.Equals(reading.EnergyKwh))
            {
                throw new CommandException(
                    ExitCode.BadInput,
                    FormattableString.Invariant($"At {Text(reading.End)} one file has {other.EnergyKwh} kWh and the other ")
                    + FormattableString.Invariant($"{reading.EnergyKwh}; expected the same where both have a step."));
            }

            readings[reading.End] = reading;
        }

        return Filled([.. readings.Values], StepMinutes(second));
    }

    public static string Text(DateTime time) => time.ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture);

    // A day that is closed by 0:00 of the same date would begin with its own end, a day early.
    private static void DemandMidnights(List<LoadReading> rows, string path)
    {
        var midnights = Enumerable.Range(1, Math.Max(0, rows.Count - 1)).Where(
            row => rows[row].End.TimeOfDay == TimeSpan.Zero).ToList();
        var closing = midnights.Count(row => rows[row - 1].End.Date == rows[row].End.Date);
        if (2 * closing <= midnights.Count)
            return;
        throw new CommandException(
            ExitCode.BadInput,
            $"{path}: {closing} rows of 0:00 stand behind later times of the same date; expected 0:00 to begin a date. Where it "
            + "closes one, say --midnight-ends-its-date.");
    }

    private static int StepMinutes(IReadOnlyList<LoadReading> readings)
    {
        var step = Enumerable.Range(1, readings.Count - 1).Min(i => (readings[i].End - readings[i - 1].End).TotalMinutes);
        return step is >= 1 and <= MinutesOfDay && double.IsInteger(step) && MinutesOfDay % (int)step == 0
            ? (int)step
            : throw new CommandException(ExitCode.BadInput, FormattableString.Invariant(
                $"The shortest step is {step} minutes; expected whole minutes that divide a day."));
    }

    // A step without a reading is there, and unknown.
    private static LoadSeries Filled(LoadReading[] readings, int stepMinutes)
    {
        var start = readings[0].End.AddMinutes(-stepMinutes);
        var count = (readings[^1].End - start).TotalMinutes / stepMinutes;
        if (count > readings.Length + ((double)GapDaysMax * MinutesOfDay / stepMinutes))
        {
            throw new CommandException(
                ExitCode.BadInput, $"More than {GapDaysMax} days have no readings. Is the time read rightly?");
        }

        var energy = NoReadings((int)count);
        var companions = Array.ConvertAll(readings[0].Companions, _ => NoReadings((int)count));
        foreach (var reading in readings)
        {
            var step = ((reading.End - start).TotalMinutes / stepMinutes) - 1;
            if (!double.IsInteger(step))
            {
                throw new CommandException(
                    ExitCode.BadInput,
                    $"{Text(reading.End)} lies between steps of {stepMinutes} minutes from {Text(start)} on; expected equal "
                    + "steps.");
            }

            energy[(int)step] = reading.EnergyKwh;
            for (var i = 0; i < companions.Length; i++)
                companions[i][(int)step] = reading.Companions[i];
        }

        return new LoadSeries(start, stepMinutes, energy, companions);
    }

    private static float[] NoReadings(int count)
    {
        var values = new float[count];
        Array.Fill(values, float.NaN);
        return values;
    }

    private static float NumberOf(Cell cell) => cell.Text is null ? (float)cell.Number : float.NaN;

    private static DateTime TimeOf(Cell cell, int row, string path, LoadColumns columns)
    {
        var invariant = CultureInfo.InvariantCulture;
        var isTime = columns.TimeFormat is null
            ? DateTime.TryParse(cell.Text, invariant, DateTimeStyles.NoCurrentDateDefault, out var time)
            : DateTime.TryParseExact(cell.Text, columns.TimeFormat, invariant, DateTimeStyles.None, out time);
        if (!isTime || time.Year < 1900)
        {
            throw new CommandException(
                ExitCode.BadInput,
                $"{path}, row {row + 1}: '{cell.Text ?? cell.Number.ToString(invariant)}' is no time; expected "
                + $"{columns.TimeFormat ?? "ISO 8601 (2018-11-30T23:45)"}. Name another form with --time-format.");
        }

        return columns.MidnightEndsItsDate && time.TimeOfDay == TimeSpan.Zero ? time.AddDays(1) : time;
    }
}
