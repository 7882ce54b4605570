using System.Text;
using OrleansTwin.Ingest.Csv;
using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Ingest.Tags;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Ingest.Tests.Csv;

/// <summary>Imports files into a journal in memory, for a press with a sensor of each kind.</summary>
internal sealed class ImportBench
{
    public const string Power = $"{TestPlants.Machine}/power";
    public const string State = $"{TestPlants.Machine}/state";
    public const string Door = $"{TestPlants.Machine}/door";
    public const string Oven = $"{TestPlants.Machine}/oven";

    private static readonly SensorAsset[] Sensors =
    [
        TestPlants.Sensor("power", "press/power"),
        TestPlants.Sensor("state", "press/state", ValueKind.Text),
        TestPlants.Sensor("door", "press/door", ValueKind.Boolean),
        TestPlants.Sensor("oven", "press/oven") with
        {
            Conditioning = new Conditioning { Gain = 0.1, Offset = 2, RangeMax = 100, Deadband = 5 },
        },
    ];

    private static readonly TagMap Map = TestPlants.Map(Sensors);

    public MemorySink Journal { get; } = new();

    public long KeptFromTicks { get; set; }

    public IngestOptions Options { get; set; } = new();

    public IReadOnlyList<SensorSample> Samples => Journal.Samples;

    public Task<HistoryImportResult> ImportAsync(string text, string? columns = null) =>
        ImportAsync(Encoding.UTF8.GetBytes(text), columns);

    public async Task<HistoryImportResult> ImportAsync(byte[] file, string? columns = null)
    {
        using var content = new MemoryStream(file);
        return await ImportAsync(content, columns);
    }

    public Task<HistoryImportResult> ImportAsync(Stream content, string? columns = null) =>
        new HistoryImport(Journal, Options, () => KeptFromTicks, new FixedTime(TestPlants.NoonTicks))
            .RunAsync(content, columns, Map, CancellationToken.None);

    public static async Task<byte[]> ExportAsync(IEnumerable<SensorSample> samples)
    {
        using var file = new MemoryStream();
        var writer = new HistoryCsvWriter(file);
        writer.AddHeader();
        foreach (var (key, sample) in samples)
            writer.Add(HistoryCsvWriter.NameOf(Sensors[key].Id), sample);
        await writer.FlushAsync(all: true, CancellationToken.None);
        return file.ToArray();
    }

    private sealed class FixedTime(long ticks) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(ticks, TimeSpan.Zero);
    }
}
