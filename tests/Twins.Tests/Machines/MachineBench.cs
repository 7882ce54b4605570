using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;
using OrleansTwin.Twins.Sensors;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Tests.Machines;

/// <summary>
/// A machine twin on a bench: its sensors, a history and a ledger in memory, and refolds worked off after every sample as a host
/// does.
/// </summary>
internal sealed class MachineBench : IMachinePast
{
    public static readonly long Start = new DateTime(2026, 3, 2, 6, 0, 0, DateTimeKind.Utc).Ticks;

    private readonly Dictionary<string, Product> _products;
    private readonly SensorTwin[] _sensors;
    private readonly SortedSet<Sample>[] _history;
    private readonly SortedDictionary<long, FoldedBucket> _rows = [];

    public MachineBench(MachineAsset asset, params Product[] products)
    {
        _products = products.ToDictionary(product => product.Id);
        Twin = new MachineTwin(asset, _products);
        _sensors = [.. asset.Sensors.Select(sensor => new SensorTwin(sensor))];
        _history = [.. asset.Sensors.Select(_ => new SortedSet<Sample>(Comparer<Sample>.Create((a, b) => Sample.Compare(a, b))))];
    }

    public MachineTwin Twin { get; private set; }

    public int Refolds { get; private set; }

    public IReadOnlyDictionary<long, FoldedBucket> Rows => _rows;

    public static long At(double seconds) => Start + (long)(seconds * TimeSpan.TicksPerSecond);

    public MachineBench Text(string sensor, double atS, string text) => Apply(sensor, new Sample(At(atS), text));

    public MachineBench Number(string sensor, double atS, double value, Quality quality = Quality.Good) =>
        Apply(sensor, new Sample(At(atS), value, quality));

    public MachineBench Apply(string sensor, Sample sample)
    {
        var index = Twin.Asset.IndexOf(sensor);
        _history[index].Add(sample);
        Twin.Apply(index, sample, _sensors[index].Apply(sample));
        return Store();
    }

    /// <summary>Replaces the twin by one restored from its snapshot.</summary>
    public MachineBench Restart()
    {
        var writer = new StateWriter();
        Twin.Save(writer);
        var reader = new StateReader(writer.Written);
        Twin = new MachineTwin(Twin.Asset, _products);
        Twin.Load(ref reader);
        reader.ReadEnd();
        var again = new StateWriter();
        Twin.Save(again);
        Assert.True(writer.Written.SequenceEqual(again.Written), "The restored twin saves other bytes.");
        return this;
    }

    /// <summary>Lets time pass, so that all before is settled.</summary>
    public MachineBench Until(double atS)
    {
        Twin.AdvanceTo(At(atS));
        return Store();
    }

    /// <summary>All elements of all buckets and contexts.</summary>
    public ElementVector Sum(string? product = null)
    {
        var sum = default(ElementVector);
        foreach (var slice in _rows.Values.SelectMany(row => row.Report.Slices))
        {
            if (product is null || slice.Key.Product == product)
                sum.Add(slice.Elements);
        }

        return sum;
    }

    /// <summary>Elements of one bucket, corrections from later buckets included.</summary>
    public ElementVector Bucket(int minute) => _rows.Values.SelectMany(row => row.Report.Slices)
        .Where(slice => slice.Key.BucketTicks == At(60 * minute))
        .Aggregate(default(ElementVector), (sum, slice) => sum + slice.Elements);

    public ValueTask<ReadOnlyMemory<byte>?> OpeningAsync(long bucketTicks, CancellationToken cancellation) =>
        ValueTask.FromResult(_rows.TryGetValue(bucketTicks, out var row) ? row.Opening : (ReadOnlyMemory<byte>?)null);

    public ValueTask<long?> LastBucketBeforeAsync(long bucketTicks, long sinceTicks, CancellationToken cancellation) =>
        ValueTask.FromResult(
            _rows.Keys.Where(key => key < bucketTicks && key >= sinceTicks).Select(key => (long?)key).LastOrDefault());

    public ValueTask<long?> FirstBucketFromAsync(long bucketTicks, long untilTicks, CancellationToken cancellation) =>
        ValueTask.FromResult(
            _rows.Keys.Where(key => key >= bucketTicks && key < untilTicks).Select(key => (long?)key).FirstOrDefault());

    public ValueTask ReadAsync(long bucketTicks, SignalSamples into, CancellationToken cancellation)
    {
        foreach (var sensor in Twin.Signals)
            into.Add(sensor, [.. _history[sensor].Where(sample => Buckets.StartOf(sample.SourceTicks) == bucketTicks)]);
        return ValueTask.CompletedTask;
    }

    private MachineBench Store()
    {
        var reports = new List<FoldedBucket>();
        Twin.TakeAll(reports);
        Put(reports);
        reports.Clear();
        Refolds += Refolding.RunAsync(Twin, this, reports, default).AsTask().GetAwaiter().GetResult();
        Put(reports);
        return this;
    }

    private void Put(List<FoldedBucket> reports)
    {
        foreach (var report in reports)
            _rows[report.Report.BucketTicks] = report;
    }
}
