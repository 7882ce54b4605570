using OrleansTwin.Bench.Harness;
using OrleansTwin.Ingest.Recordings;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Bench.History;

/// <summary>The numeric signals of the recorded CNC experiments, with the times that a replay gives them.</summary>
internal sealed class RecordedSignals : IIngest
{
    private readonly Dictionary<string, List<Sample>> _samples = [];

    /// <summary>Null: the data set is not beside the checkout.</summary>
    public static Task<IReadOnlyList<Signal>>? TryRead()
    {
        var folder = Path.Combine(Checkout.Root, "..", "shared", "data", "cnc-mill");
        if (Directory.Exists(folder))
            return ReadAsync(folder);
        Console.WriteLine($"No CNC recordings at {folder}: their size is not measured.");
        return null;
    }

    public ValueTask SubmitAsync(SourceMessage message, CancellationToken cancel)
    {
        foreach (ref readonly var raw in message.Samples!.Samples)
        {
            if (raw.Text is not null)
                continue;
            if (!_samples.TryGetValue(raw.Tag, out var samples))
                _samples.Add(raw.Tag, samples = []);
            samples.Add(new Sample(raw.SourceTicks, message.ReceiveTicks, raw.Number, raw.Number, Quality.Good, null));
        }

        message.Acknowledger!.Committed([new SubmissionResult(message.Cookie, message.Samples.Count, 0, 0, false)]);
        return ValueTask.CompletedTask;
    }

    public bool TrySubmit(in SourceMessage message) => throw new NotSupportedException();

    private static async Task<IReadOnlyList<Signal>> ReadAsync(string folder)
    {
        var signals = new RecordedSignals();
        await RecordedDataset.Open(folder, new RecordedDatasetOptions()).RunAsync(signals, CancellationToken.None);
        return [.. signals._samples.Select(pair => new Signal(pair.Key, [.. pair.Value]))];
    }
}
