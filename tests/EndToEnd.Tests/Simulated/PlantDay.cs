using Microsoft.Extensions.Logging.Abstractions;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Reports;
using OrleansTwin.Twins.Simulation;

namespace OrleansTwin.EndToEnd.Tests.Simulated;

/// <summary>
/// A day of a simulated plant in fast time, over a bad network, through the pipeline, journal, twins and checkpoints of an Edge
/// host.
/// </summary>
internal sealed class PlantDay : IAsyncDisposable
{
    /// <summary>Samples that arrive within such a slice come as one message, received at its end.</summary>
    private const long SliceTicks = 100 * TimeSpan.TicksPerMillisecond;

    private const long CheckpointTicks = 20 * TimeSpan.TicksPerMinute;

    private readonly EngineBench _bench;

    private PlantDay(Plant plant, long startTicks, EngineBench bench, GroundTruth truth) =>
        (Plant, StartTicks, _bench, Truth) = (plant, startTicks, bench, truth);

    public Plant Plant { get; }

    public long StartTicks { get; }

    public long EndTicks => StartTicks + TimeSpan.TicksPerDay;

    public GroundTruth Truth { get; }

    public IReadOnlyDictionary<DeliveryFate, long> Fates { get; private set; } = new Dictionary<DeliveryFate, long>();

    public int Checkpoints { get; private set; }

    public long Refolds => _bench.Engine.Runtime.Lines.Sum(line => line.Refolds);

    public static async Task<PlantDay> PlayAsync(Plant plant, long startTicks, int seed)
    {
        var bench = await EngineBench.OpenAsync(plant);
        var telemetry = new Telemetry(plant, startTicks, seed);
        var day = new PlantDay(plant, startTicks, bench, telemetry.Truth);
        await day.PlayAsync(telemetry);
        return day;
    }

    public ValueTask<ElementVector> SumAsync(string id, string? product = null) =>
        _bench.SumAsync(id, StartTicks, EndTicks, product);

    /// <summary>The truth about a machine, or about all machines below a composite together.</summary>
    public Expected TruthOf(string id, string? product = null) =>
        new([.. MachinesBelow(id).Select(machine => Truth.Of(machine.Id).Totals(StartTicks, EndTicks, product))]);

    public IEnumerable<MachineAsset> MachinesBelow(string id) =>
        Plant.Machines.Where(machine => machine.Id == id || machine.Id.StartsWith(id + "/", StringComparison.Ordinal));

    public async Task<List<TimelineInterval>> TimelineAsync(string machineId)
    {
        var own = await ReportsAsync(machineId, ReportPart.Own);
        return Timelines.Of(own, await ReportsAsync(machineId, ReportPart.Flow), StartTicks, EndTicks);
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    private async Task<IEnumerable<BucketReport>> ReportsAsync(string machineId, ReportPart part)
    {
        var rows = await _bench.Store.Ledger.ReadRowsAsync(_bench.KeyOf(machineId), part, StartTicks, EndTicks);
        return rows.Select(row => row.Report);
    }

    private async Task PlayAsync(Telemetry telemetry)
    {
        var engine = _bench.Engine;
        var ingest = new PlantIngest(
            _bench.Store, Plant, [], [], sink: engine, imports: engine, TimeProvider.System, NullLogger.Instance);
        var running = ingest.Pipeline.RunAsync(CancellationToken.None);
        var ids = telemetry.Sensors.Select(sensor => sensor.Id).ToArray();
        var deliveries = telemetry.Until(EndTicks + (30 * TimeSpan.TicksPerMinute)).Concat(Later(telemetry.Rest));
        var (slice, sliceTicks, checkpointTicks) = (new RawBatch(), 0L, StartTicks + CheckpointTicks);
        foreach (var delivery in deliveries)
        {
            if (delivery.AtTicks >= sliceTicks + SliceTicks && slice.Count > 0)
            {
                await SubmitAsync(ingest, slice, sliceTicks + SliceTicks);
                slice = new RawBatch();
            }

            if (slice.Count == 0)
                sliceTicks = delivery.AtTicks;
            var sample = delivery.Sample;
            slice.Add(new RawSample(ids[sample.Sensor], sample.AtTicks, sample.Value, sample.Text) { IsSensorId = true });
            if (delivery.AtTicks < checkpointTicks)
                continue;
            checkpointTicks += CheckpointTicks;
            await _bench.CheckpointAsync();
            Checkpoints++;
        }

        await SubmitAsync(ingest, slice, sliceTicks + SliceTicks);
        ingest.Pipeline.Complete();
        await running;
        await _bench.Engine.TickAsync(sliceTicks + TimeSpan.TicksPerHour, CancellationToken.None);
        await _bench.DrainAsync();
        Fates = telemetry.Fates;
    }

    private static IEnumerable<Delivery> Later(Func<IEnumerable<Delivery>> deliveries)
    {
        foreach (var delivery in deliveries())
            yield return delivery;
    }

    private static ValueTask SubmitAsync(PlantIngest ingest, RawBatch slice, long receiveTicks) =>
        ingest.Pipeline.SubmitAsync(
            new SourceMessage { Source = "network", Samples = slice, ReceiveTicks = receiveTicks }, CancellationToken.None);
}
