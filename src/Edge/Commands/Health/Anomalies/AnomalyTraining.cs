using OrleansTwin.Runtime.Commands;
using OrleansTwin.Twins.Anomaly;
using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Edge.Commands.Health.Anomalies;

/// <summary><c>health anomaly train</c> and <c>show</c>.</summary>
internal static class AnomalyTraining
{
    private const string Groups = "machine";

    public static async Task<int> RunAsync(
        SignalRows healthy, SignalRows? limits, AnomalyOptions options, string file, CancellationToken cancellation)
    {
        var model = await LearnAsync(healthy, limits, options, cancellation);
        ModelFile.Save(file, AnomalyModelCodec.Write(model));
        ModelRecordText.Print(model.Record, Groups);
        Console.WriteLine($"{file}: {new FileInfo(file).Length:N0} bytes.");
        return ExitCode.Ok;
    }

    public static int Show(string modelFile)
    {
        ModelRecordText.Print(Load(modelFile).Record, Groups);
        return ExitCode.Ok;
    }

    public static AnomalyModel Load(string file) => ModelFile.Load(file, bytes => AnomalyModelCodec.Read(bytes));

    public static Task<AnomalyModel> LearnAsync(
        SignalRows healthy, SignalRows? limits, AnomalyOptions options, CancellationToken cancellation) =>
        SharedProgress.ShowAsync("train", progress => Learn(healthy, limits, options, progress, cancellation));

    public static AnomalyModel Learn(
        SignalRows healthy, SignalRows? limits, AnomalyOptions options, Action<double>? progress = null,
        CancellationToken cancellation = default) => AnomalyTrainer.Train(
        healthy.InOrder().Table, limits?.InOrder().Table, options,
        new ModelSource(Path.GetFileName(healthy.File), DateTime.UtcNow.Ticks), progress, cancellation);
}
