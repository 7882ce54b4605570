using OrleansTwin.Ingest.Csv;
using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Ingest.Tags;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Reports;
using OrleansTwin.Twins.Samples;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Runtime.Tests.Hosting;

/// <summary>Files of history out of and into benches, and what a bench holds, to the bit.</summary>
internal static class HistoryFiles
{
    public static async Task<byte[]> ExportAsync(this EngineBench bench)
    {
        using var file = new MemoryStream();
        var plant = bench.Engine.Runtime.Plant;
        var (store, csv) = (bench.Store, new HistoryCsvWriter(file));
        await new HistoryExport(new StoredSamples(store.Names, store.History.ReadAsync, store.Damage.LostSamples), csv)
            .WriteAsync(plant, plant.Root, 0, DateTime.MaxValue.Ticks, CancellationToken.None);
        return file.ToArray();
    }

    public static async Task<HistoryImportResult> ImportAsync(this EngineBench bench, Stream file, TimeProvider time)
    {
        var import = new HistoryImport(
            new FoldedSink(bench.Engine, bench.Engine), new IngestOptions { BatchSamplesMax = 5000 },
            () => bench.Store.History.SamplesFromTicks, time);
        return await import.RunAsync(
            file, null, TagMap.Build(bench.Engine.Runtime.Plant, bench.KeyOf), CancellationToken.None);
    }

    public static async Task<HistoryImportResult> ImportAsync(this EngineBench bench, byte[] file, TimeProvider time)
    {
        using var content = new MemoryStream(file);
        return await bench.ImportAsync(content, time);
    }

    /// <summary>
    /// All elements of every minute of every twin, and what happened in it. A row that says nothing is what is left of a
    /// correction that was taken back.
    /// </summary>
    public static async Task<SortedDictionary<string, string>> ReadElementsAsync(this EngineBench bench)
    {
        var lines = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var asset in bench.Engine.Runtime.Plant.Assets.Where(asset => asset is not SensorAsset))
        {
            foreach (var part in Enum.GetValues<ReportPart>())
            {
                foreach (var row in await bench.Store.Ledger.ReadRowsAsync(
                    bench.KeyOf(asset.Id), part, 0, DateTime.MaxValue.Ticks))
                {
                    if (row.Report.Slices.Count + row.Report.Events.Count > 0)
                        lines.Add($"{asset.Id} {part} {new DateTime(row.Report.BucketTicks):u}", Text(row.Report));
                }
            }
        }

        return lines;
    }

    /// <summary>Every sample of every sensor, but for when it was received.</summary>
    public static async Task<List<(string Sensor, Sample Sample)>> ReadSamplesAsync(this EngineBench bench)
    {
        var samples = new List<(string, Sample)>();
        foreach (var sensor in bench.Engine.Runtime.Plant.Assets.OfType<SensorAsset>())
        {
            var read = await bench.Store.History.ReadAsync(bench.KeyOf(sensor.Id), 0, DateTime.MaxValue.Ticks);
            samples.AddRange(read.Select(sample => (sensor.Id, sample with { ReceiveTicks = 0 })));
        }

        return samples;
    }

    private static string Text(BucketReport report)
    {
        var writer = new StateWriter();
        foreach (var slice in report.Slices)
        {
            writer.WriteInt64(slice.Key.BucketTicks);
            writer.WriteString(slice.Key.Product);
            writer.WriteString(slice.Key.Order);
            writer.WriteElements(slice.Elements);
        }

        return $"{Convert.ToHexString(writer.Written)} {string.Join(';', report.Events)}";
    }
}
