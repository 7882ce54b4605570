using System.Globalization;
using System.Runtime;
using System.Runtime.InteropServices;

namespace OrleansTwin.Bench.Harness;

/// <summary>What a result was measured on.</summary>
internal sealed record Machine(string Cpu, int Cores, double MemoryGb, string Os, string DotNet, string Gc)
{
    public static Machine Read() => new(
        FieldOf("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString(),
        Environment.ProcessorCount,
        Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30), 1),
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(GCSettings.IsServerGC ? "server" : "workstation")}, {GCSettings.LatencyMode}"));

    private static string? FieldOf(string file, string name) => !File.Exists(file)
        ? null
        : File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim();
}
