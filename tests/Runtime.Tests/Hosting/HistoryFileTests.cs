using System.Text;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Ingest.Csv;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;
using OrleansTwin.Twins.Simulation;

namespace OrleansTwin.Runtime.Tests.Hosting;

/// <summary>History goes from one process to another as a file, and makes of it what the first one had.</summary>
public sealed class HistoryFileTests
{
    private const double Hours = 9;

    private static readonly long End = SmallPlant.At(Hours);

    private readonly HandTime _time = new();

    public HistoryFileTests() => _time.Advance(TimeSpan.FromHours(4));

    [Fact]
    public async Task A_file_of_one_process_makes_the_same_samples_and_kpis_in_another()
    {
        await using var first = await LivedAsync();
        await using var other = await EngineBench.OpenAsync(SmallPlant.Create());
        var file = await first.ExportAsync();

        var result = await other.ImportAsync(file, _time);
        await other.Engine.Runtime.SettleAsync(End);

        Assert.Empty(result.Errors);
        await AssertSameAsync(first, other);
        Assert.Equal(result.Samples, (await other.ReadSamplesAsync()).Count);
        Assert.Equal(file, await other.ExportAsync());
    }

    [Fact]
    public async Task A_file_that_comes_twice_and_one_that_broke_off_before_count_once()
    {
        await using var first = await LivedAsync();
        var file = await first.ExportAsync();
        var killed = EngineBench.NewDirectory();
        await using (var other = await EngineBench.OpenAsync(SmallPlant.Create()))
        {
            using var half = new BrokenFile(file);
            await Assert.ThrowsAsync<HistoryImportException>(() => other.ImportAsync(half, _time));
            Directory.Delete(killed);
            killed = other.CopyAsKilled();
        }

        await using var next = await EngineBench.OpenAsync(SmallPlant.Create(), killed);
        Assert.InRange((await next.ReadSamplesAsync()).Count, 10_000, (await first.ReadSamplesAsync()).Count - 10_000);
        for (var times = 0; times < 2; times++)
        {
            await next.ImportAsync(file, _time);
            await next.Engine.Runtime.SettleAsync(End);
            await AssertSameAsync(first, next);
        }
    }

    [Fact]
    public async Task Lines_in_any_order_make_the_same_kpis()
    {
        await using var first = await LivedAsync();
        await using var other = await EngineBench.OpenAsync(SmallPlant.Create());
        var lines = Encoding.UTF8.GetString(await first.ExportAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        new Random(7).Shuffle(lines.AsSpan(1));

        await other.ImportAsync(Encoding.UTF8.GetBytes(string.Join('\n', lines)), _time);
        await other.Engine.Runtime.SettleAsync(End);

        await AssertSameAsync(first, other);
    }

    [Fact]
    public async Task Beside_live_data_a_file_of_the_month_before_adds_its_own_minutes_and_no_others()
    {
        await using var first = await LivedAsync();
        await using var other = await EngineBench.OpenAsync(SmallPlant.Create());
        var state = $"{SmallPlant.Line1}/m-1/state";
        var later = End + (30 * TimeSpan.TicksPerDay);
        _time.Advance(TimeSpan.FromDays(31));
        await other.CommitAsync(state, new Sample(later, later, 0, 0, Quality.Good, "RUN"));
        await other.CommitAsync(state, new Sample(later + TimeSpan.TicksPerMinute, later, 0, 0, Quality.Good, "RUN"));

        await other.ImportAsync(await first.ExportAsync(), _time);
        await other.Engine.Runtime.SettleAsync(End);

        var machine = $"{SmallPlant.Line1}/m-1 ";
        string[] Of(SortedDictionary<string, string> rows) =>
            [.. rows.Where(row => row.Key.StartsWith(machine, StringComparison.Ordinal)).Select(row => row.ToString())];
        var rows = Of(await other.ReadElementsAsync());
        var expected = Of(await first.ReadElementsAsync());
        Assert.Equal(expected[..^10], rows[..(expected.Length - 10)]);
        Assert.InRange(rows.Length, expected.Length - 10, expected.Length + 10);
    }

    /// <summary>A plant that has run for hours, its telemetry late, twice and out of order.</summary>
    private static async Task<EngineBench> LivedAsync()
    {
        var plant = SmallPlant.Create();
        var bench = await EngineBench.OpenAsync(plant);
        var telemetry = new Telemetry(plant, SmallPlant.At(5), seed: 11, new DisturbOptions());
        foreach (var batch in telemetry.Until(End).Concat(telemetry.Rest()).Chunk(4000))
        {
            await bench.CommitAsync(batch.Select(delivery => new SensorSample(
                bench.KeyOf(telemetry.Sensors[delivery.Sample.Sensor].Id), Telemetry.SampleOf(delivery))));
        }

        await bench.CheckpointAsync();
        await bench.Engine.Runtime.SettleAsync(End);
        return bench;
    }

    private static async Task AssertSameAsync(EngineBench expected, EngineBench found)
    {
        Assert.Equal(await expected.ReadSamplesAsync(), await found.ReadSamplesAsync());
        Ledgers.AssertSame(await expected.ReadElementsAsync(), await found.ReadElementsAsync(), "after the import");
    }

    /// <summary>A file whose sender is gone at its half.</summary>
    private sealed class BrokenFile(byte[] file) : MemoryStream(file)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position > Length / 2
                ? ValueTask.FromException<int>(new IOException("The connection was reset."))
                : base.ReadAsync(buffer, cancellationToken);
    }
}
