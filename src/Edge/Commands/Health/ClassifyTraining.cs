using System.Diagnostics;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Twins.Health.Classification;
using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Edge.Commands.Health;

/// <summary><c>health classify train</c>.</summary>
internal static class ClassifyTraining
{
    /// <summary>What a model's record counts.</summary>
    public const string Groups = "blocks";

    public static async Task<int> RunAsync(ClassifyData data, string file, ulong seed, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        var source = new ModelSource(data.Name, DateTime.UtcNow.Ticks);
        var model = await SharedProgress.ShowAsync("train", progress => ClassifierTrainer.Train(
            data.Layout, data.Rows, new ClassifierOptions { Seed = seed }, source, HostThreads.ForEach, progress, cancellation));
        ModelFile.Save(file, FailureClassifierCodec.Write(model));
        ModelRecordText.Print(model.Record, Groups);
        Console.WriteLine($"{file}: {new FileInfo(file).Length:N0} bytes, {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s.");
        return ExitCode.Ok;
    }
}
