namespace OrleansTwin.Edge.Commands.Health.Anomalies;

/// <summary>Alarms against labels, row by row, without any adjustment.</summary>
/// <param name="Hits">Strange rows in alarm.</param>
/// <param name="Misses">Strange rows that are not.</param>
/// <param name="FalseAlarms">Normal rows in alarm.</param>
/// <param name="Quiet">Normal rows that are not.</param>
internal readonly record struct DetectionCounts(int Hits, int Misses, int FalseAlarms, int Quiet)
{
    public double F1 => Share(2 * Hits, (2 * Hits) + Misses + FalseAlarms);

    public double FalseAlarmRate => Share(FalseAlarms, FalseAlarms + Quiet);

    public double MissedAlarmRate => Share(Misses, Hits + Misses);

    public static DetectionCounts operator +(DetectionCounts a, DetectionCounts b) =>
        new(a.Hits + b.Hits, a.Misses + b.Misses, a.FalseAlarms + b.FalseAlarms, a.Quiet + b.Quiet);

    public static DetectionCounts Of(IEnumerable<(bool Alarm, bool IsStrange)> rows) => rows.Aggregate(
        default(DetectionCounts), (counts, row) => counts + (row switch
        {
            (true, true) => new DetectionCounts(1, 0, 0, 0),
            (false, true) => new DetectionCounts(0, 1, 0, 0),
            (true, false) => new DetectionCounts(0, 0, 1, 0),
            _ => new DetectionCounts(0, 0, 0, 1),
        }));

    private static double Share(int part, int whole) => whole == 0 ? double.NaN : (double)part / whole;
}
