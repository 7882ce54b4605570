using System.Diagnostics;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Twins.Health.Rul;
using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Edge.Commands.Health;

/// <summary><c>health rul train</c>.</summary>
internal static class RulTraining
{
    /// <summary>What a model's record counts.</summary>
    public const string Groups = "assets";

    public static async Task<int> RunAsync(RulData data, string file, ulong seed, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        var source = new ModelSource(data.Name, DateTime.UtcNow.Ticks);
        var model = await SharedProgress.ShowAsync("train", progress => RulTrainer.Train(
            data.Learning.Layout, data.Learning.Histories, new RulOptions { Seed = seed }, source, HostThreads.ForEach, progress,
            cancellation));
        ModelFile.Save(file, RulModelCodec.Write(model));
        ModelRecordText.Print(model.Record, Groups);
        Console.WriteLine($"{file}: {new FileInfo(file).Length:N0} bytes, {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s.");
        return ExitCode.Ok;
    }
}
