using System.Globalization;
using System.IO.Compression;
using System.Text;
using OrleansTwin.Ingest.Recordings;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.Ingest.Tags;
using OrleansTwin.Twins.Model;
using static OrleansTwin.Ingest.Tests.TestPlants;

namespace OrleansTwin.Ingest.Tests.Recordings;

public sealed class RecordedDatasetTests : IDisposable
{
    private static readonly DateTime Start = new(2026, 1, 1, 6, 0, 30, DateTimeKind.Utc);
    private readonly string _folder = Directory.CreateTempSubdirectory("recordings-").FullName;

    [Fact]
    public async Task A_small_set_is_played_with_its_product_order_part_and_end()
    {
        Table("1,6,yes,yes", "2,20,no,");
        Experiment("experiment_01.csv", "P,S", "1.5,Prep", "2.5,End");
        ExperimentGz("experiment_02.csv.gz", "P,S", "3,Prep", ",Prep");
        var dataset = RecordedDataset.Open(_folder, new RecordedDatasetOptions { StartUtc = Start });
        var samples = await PlayAsync(dataset, SensorsOf("P"), SensorsOf("S", "product", "order", "part"));
        Assert.Equal(
            [
                "06:01:00.0 product=s-feed-6", "06:01:00.0 order=experiment_01", "06:01:00.0 P=1.5", "06:01:00.0 S=Prep",
                "06:01:00.1 P=2.5", "06:01:00.1 S=End", "06:01:00.1 part=good",
                "06:01:00.2 S=(end of recording)", "06:01:00.2 order=",
                "06:02:00.0 product=s-feed-20", "06:02:00.0 order=experiment_02", "06:02:00.0 P=3", "06:02:00.0 S=Prep",
                "06:02:00.1 S=Prep", "06:02:00.2 S=(end of recording)", "06:02:00.2 order=",
            ],
            samples);
        Assert.Equal(16, dataset.SampleCount);
        Assert.Equal((SourceState.Ended, 1.0), (dataset.Status.State, dataset.Status.Progress));
    }

    [Fact]
    public void Recordings_lie_on_whole_minutes_one_after_another()
    {
        Table("1,6,yes,no");
        Experiment("experiment_01.csv", ["P", .. Enumerable.Repeat("1", 600)]);
        Experiment("experiment_02.csv", "P", "1");
        var recordings = RecordedDataset.Open(_folder, new RecordedDatasetOptions { StartUtc = Start }).Recordings;
        Assert.Equal(["06:01:00.0", "06:03:00.0"], recordings.Select(each => Clock(each.StartTicks)));
        Assert.Equal(TimeSpan.FromMinutes(1).Ticks, recordings[0].EndTicks - recordings[0].StartTicks);
        Assert.Equal((false, null), (recordings[0].PartIsGood, recordings[1].PartIsGood));
        Assert.Null(recordings[1].Product);
    }

    [Fact]
    public async Task Shuffled_it_brings_the_same_samples_in_another_order()
    {
        Table("1,6,yes,yes");
        Experiment("experiment_01.csv", ["P,S", .. Enumerable.Range(0, 1000).Select(i => $"{i},Prep")]);
        var inOrder = await PlayAsync(Open(null), SensorsOf("P"), SensorsOf("S", "product", "order", "part"));
        var shuffled = await PlayAsync(Open(7), SensorsOf("P"), SensorsOf("S", "product", "order", "part"));
        Assert.NotEqual(inOrder, shuffled);
        Assert.Equal(inOrder.Order(StringComparer.Ordinal), shuffled.Order(StringComparer.Ordinal));
        Assert.Equal(shuffled, await PlayAsync(Open(7), SensorsOf("P"), SensorsOf("S", "product", "order", "part")));

        RecordedDataset Open(int? seed) =>
            RecordedDataset.Open(_folder, new RecordedDatasetOptions { StartUtc = Start, ShuffleSeed = seed, RowsPerBatch = 10 });
    }

    [Fact]
    public async Task Paced_it_waits_until_its_time_has_come()
    {
        Table("1,6,no,");
        Experiment("experiment_01.csv", "P", "1", "2", "3");
        var time = new Brokers.ManualTime();
        var dataset = RecordedDataset.Open(_folder, new RecordedDatasetOptions { StartUtc = Start, Speed = 0.1 }, time);
        await using var harness = new PipelineHarness(Map([Sensor("P", "cnc-mill:P")])).Start();
        var playing = dataset.RunAsync(harness.Pipeline, CancellationToken.None);
        for (var rows = 1; rows <= 3; rows++)
        {
            await harness.Sink.ReachedAsync(rows);
            Assert.Equal(rows, harness.Sink.Samples.Count);
            if (rows == 3)
                break;
            await time.TimerAsync(TimeSpan.FromMilliseconds(900), TimeSpan.FromSeconds(1));
            time.Advance(TimeSpan.FromSeconds(1));
        }
        await playing.Within("the end of the replay");
    }

    [Fact]
    public void What_is_missing_in_a_folder_is_said()
    {
        Assert.Contains("no folder", Problem(Path.Combine(_folder, "none")), StringComparison.Ordinal);
        Assert.Contains("train.csv", Problem(_folder), StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_folder, "train.csv"), "No,feedrate\n1,6\n");
        Assert.Contains("'machining_finalized'", Problem(_folder), StringComparison.Ordinal);
        Table("1,6,yes,yes");
        Assert.Contains("no recordings", Problem(_folder), StringComparison.Ordinal);
        Experiment("experiment_01.csv", "A,B", "1,2", "3");
        Assert.Contains("line 3: 1 fields; expected 2", Problem(_folder), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_cnc_mill_data_has_the_rows_and_parts_that_its_description_counts()
    {
        var dataset = RecordedDataset.Open(SharedData.Folder("cnc-mill"), new RecordedDatasetOptions());
        int[] rows = [1055, 1668, 1521, 532, 462, 1296, 565, 605, 740, 1301, 2314, 2276, 2233, 2332];
        Assert.Equal(rows, dataset.Recordings.Select(each => each.Rows));
        Assert.Equal(7, dataset.Recordings.Count(each => each.PartIsGood == true));
        Assert.Equal(4, dataset.Recordings.Count(each => each.PartIsGood == false));
        Assert.Equal("s-feed-3", dataset.Recordings[10].Product);
        var power = await PlayAsync(dataset, SensorsOf("X1_OutputPower"), SensorsOf("Machining_Process", "part"));
        Assert.Equal(18_900, power.Count(sample => sample.Contains(" X1_OutputPower=", StringComparison.Ordinal)));
        Assert.Equal(18_900 + 14, power.Count(sample => sample.Contains(" Machining_Process=", StringComparison.Ordinal)));
        Assert.Equal(11, power.Count(sample => sample.Contains(" part=", StringComparison.Ordinal)));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static IEnumerable<SensorAsset> SensorsOf(params string[] names) =>
        names.Select(name => Sensor(name, $"cnc-mill:{name}"));

    private static async Task<List<string>> PlayAsync(
        RecordedDataset dataset, IEnumerable<SensorAsset> numbers, IEnumerable<SensorAsset> texts)
    {
        SensorAsset[] sensors = [.. numbers, .. texts.Select(sensor => sensor with { ValueKind = ValueKind.Text })];
        await using var harness = new PipelineHarness(Map(sensors)).Start();
        await dataset.RunAsync(harness.Pipeline, CancellationToken.None).Within("the end of the replay");
        await harness.FinishAsync();
        Assert.Empty(harness.DeadLetters.Latest());
        return [.. harness.Sink.Samples.Select(each =>
            $"{Clock(each.Sample.SourceTicks)} {sensors[each.SensorKey].LocalId}="
            + (each.Sample.Text ?? RawText.Of(each.Sample.Value)))];
    }

    private static string Clock(long ticks) => new DateTime(ticks).ToString("HH:mm:ss.f", CultureInfo.InvariantCulture);

    private static string Problem(string folder) =>
        Assert.Throws<FormatException>(() => RecordedDataset.Open(folder, new RecordedDatasetOptions())).Message;

    private void Table(params string[] rows) => File.WriteAllLines(
        Path.Combine(_folder, "train.csv"), ["No,feedrate,machining_finalized,passed_visual_inspection", .. rows]);

    private void Experiment(string name, params string[] lines) => File.WriteAllLines(Path.Combine(_folder, name), lines);

    private void ExperimentGz(string name, params string[] lines)
    {
        using var file = File.Create(Path.Combine(_folder, name));
        using var gzip = new GZipStream(file, CompressionLevel.Fastest);
        gzip.Write(Encoding.UTF8.GetBytes(string.Join("\r\n", lines)));
    }
}
