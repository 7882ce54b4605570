using System.Globalization;
using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Edge.Commands.Health;

/// <summary>A model's record, for people.</summary>
internal static class ModelRecordText
{
    /// <param name="record">What is printed.</param>
    /// <param name="groups">What it calls its groups: assets, blocks.</param>
    public static void Print(ModelRecord record, string groups)
    {
        Line("for", record.IntendedUse);
        Line("data", $"{record.Data}: {record.Groups} {groups}, {record.Rows} rows, sha256 {record.DataSha256}");
        Line("split", record.Split);
        Line("domain", record.Domain);
        Line("calibrated", new DateTime(record.CalibratedTicks, DateTimeKind.Utc).ToString("u", CultureInfo.InvariantCulture));
        Line("seed", record.Seed.ToString(CultureInfo.InvariantCulture));
        foreach (var metric in record.Metrics)
        {
            Line("metric", string.Create(
                CultureInfo.InvariantCulture,
                $"{metric.Name}: {metric.Value:F3} ({metric.Low:F3} to {metric.High:F3} with 95 %)"));
        }
    }

    private static void Line(string name, string text) => Console.WriteLine($"{name,-11}{text}");
}
