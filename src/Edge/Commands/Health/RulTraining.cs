using System.Diagnostics;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Twins.Health.Rul;

namespace OrleansTwin.Edge.Commands.Health;

/// <summary><c>health rul train</c>.</summary>
internal static class RulTraining
{
    public static async Task<int> RunAsync(RulData data, string file, ulong seed, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        var source = new RulSource(data.Name, DateTime.UtcNow.Ticks);
        var model = await SharedProgress.ShowAsync("train", progress => RulTrainer.Train(
            data.Learning.Layout, data.Learning.Histories, new RulOptions { Seed = seed }, source, HostThreads.ForEach, progress,
            cancellation));
        Save(file, RulModelCodec.Write(model));
        RulRecordText.Print(model);
        Console.WriteLine($"{file}: {new FileInfo(file).Length:N0} bytes, {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s.");
        return ExitCode.Ok;
    }

    // A model that is there stays whole until the new one is.
    private static void Save(string file, byte[] bytes)
    {
        var part = file + ".part";
        File.WriteAllBytes(part, bytes);
        File.Move(part, file, overwrite: true);
    }
}
