using System.Globalization;

namespace OrleansTwin.Peers;

/// <summary>What the system (Linux) says about a running process: processor time, resident memory, open handles.</summary>
public readonly record struct ProcessFigures(TimeSpan Cpu, long ResidentBytes, int Handles, int Threads)
{
    // /proc counts in a fixed 100 ticks per second (USER_HZ), whatever the kernel's own timer does.
    private const int ClockTicksPerSecond = 100;

    /// <exception cref="IOException">There is no such process (any more).</exception>
    public static ProcessFigures Read(int processId)
    {
        // The program's name stands in parentheses and may hold blanks: count the fields from behind it. See proc(5).
        var stat = File.ReadAllText($"/proc/{processId}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = Number(fields[11]) + Number(fields[12]);
        return new ProcessFigures(
            TimeSpan.FromSeconds(ticks / (double)ClockTicksPerSecond),
            Number(fields[21]) * Environment.SystemPageSize,
            Directory.EnumerateFileSystemEntries($"/proc/{processId}/fd").Count(),
            (int)Number(fields[17]));
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
