using System.Diagnostics;
using OrleansTwin.Bench.Harness;
using OrleansTwin.Bench.History;
using OrleansTwin.Store;
using OrleansTwin.Store.Archive;
using OrleansTwin.Store.Codecs;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Bench.Benchmarks;

/// <summary>What it costs to keep the journal for replays, beside the journal's own form.</summary>
internal sealed class ArchiveBenchmark : IBenchmark
{
    private const int BlockSamples = 100_000;
    private const int Rounds = 5;

    public string Name => "archive";

    public string Measures => "bytes a sample of archived journal batches, samples packed and read back a second";

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellation)
    {
        var figures = new List<Figure>();
        if (RecordedSignals.TryRead() is { } recorded)
            Measure(figures, "CNC signals", await recorded);
        Measure(figures, "simulated 10 Hz signals", SimulatedSignals.Make(sensors: 20, samples: 40_000));
        return figures;
    }

    private static void Measure(List<Figure> figures, string name, IReadOnlyList<Signal> signals)
    {
        var batches = Batches(signals);
        var samples = batches.Sum(batch => (long)batch.Samples.Length);
        var (packed, journal, columns) = (new ByteWriter(), new ByteWriter(), new ArchiveColumns());
        var packSeconds = Best(() =>
        {
            packed.Clear();
            ArchiveCodec.Write(packed, columns, batches);
        });
        var journalSeconds = Best(() =>
        {
            journal.Clear();
            foreach (var batch in batches)
                JournalCodec.Write(journal, new TextTable(), new JournalBatch(batch.Samples, default));
        });
        var readSeconds = Best(() => ArchiveCodec.Read(packed.Written, 1, batches.Count));
        figures.Add(new Figure(name, packed.Length / (double)samples, "B/sample")
        {
            Baseline = new("as in the journal", journal.Length / (double)samples),
        });
        figures.Add(new Figure($"{name}, packed", samples / packSeconds, "samples/s")
        {
            Baseline = new("written as in the journal", samples / journalSeconds),
        });
        figures.Add(new Figure($"{name}, read back", samples / readSeconds, "samples/s"));
    }

    /// <summary>A message brings the samples of all signals at one place: a machine's.</summary>
    private static List<JournalEntry> Batches(IReadOnlyList<Signal> signals)
    {
        List<JournalEntry> batches = [];
        for (var at = 0; at * signals.Count < BlockSamples; at++)
        {
            var samples = signals.Index().Where(signal => at < signal.Item.Samples.Length)
                .Select(signal => new SensorSample(signal.Index, signal.Item.Samples[at]));
            batches.Add(new JournalEntry(at + 1, [.. samples]));
        }

        return batches;
    }

    private static double Best(Action work)
    {
        var best = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            work();
            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        return best;
    }
}
