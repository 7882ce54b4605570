using System.Text.Json;
using OrleansTwin.Bench.Harness;

namespace OrleansTwin.Bench.Soak;

/// <summary>The process at one moment.</summary>
internal sealed record SoakReading(
    double AtS,
    double ResidentMb,
    double HeapMb,
    int Handles,
    int Threads,
    double CpuPercent,
    double QueueMessages,
    double PartitionQueue,
    double Committed,
    double Published,
    double Rejected)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = false };

    /// <summary>Writes them all, a line each, beside the result.</summary>
    public static async Task WriteAsync(IEnumerable<SoakReading> readings)
    {
        Directory.CreateDirectory(ResultFile.Folder);
        await File.WriteAllLinesAsync(
            Path.Combine(ResultFile.Folder, "soak-readings.jsonl"),
            readings.Select(reading => JsonSerializer.Serialize(reading, Json)));
    }
}
