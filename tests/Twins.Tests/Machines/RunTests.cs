using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;
using OrleansTwin.Twins.Sensors;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Tests.Machines;

/// <summary>One sample is a run of one: how samples are cut into runs makes no difference to any byte.</summary>
public sealed class RunTests
{
    private static readonly string[] States = ["Execute", "Execute", "Held", "Suspended", "SETUP", "FAULT", "Code 17"];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 30)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Runs_of_any_length_come_to_the_same_bytes_as_single_samples(int seed)
    {
        var random = new Random(seed);
        var runs = Play(random);
        var (single, cut, whole) = (new Host(), new Host(), new Host());
        foreach (var (sensor, samples) in runs)
        {
            foreach (var sample in samples)
                single.Apply(sensor, [sample]);
            for (var rest = samples.AsSpan(); !rest.IsEmpty;)
            {
                var count = random.Next(1, rest.Length + 1);
                cut.Apply(sensor, rest[..count]);
                rest = rest[count..];
            }

            whole.Apply(sensor, samples);
            if (random.Next(20) == 0)
                AssertSame(seed, single, cut, whole);
        }

        AssertSame(seed, single, cut, whole);
        Assert.True(single.Reports > 25, $"Seed {seed}: only {single.Reports} buckets were reported.");
    }

    private static void AssertSame(int seed, Host single, Host cut, Host whole)
    {
        var expected = single.Take();
        Assert.True(expected.SequenceEqual(cut.Take()), $"Seed {seed}: runs cut at random.");
        Assert.True(expected.SequenceEqual(whole.Take()), $"Seed {seed}: whole runs.");
    }

    /// <summary>Runs with what may befall them: late, twice, ahead of time, bad, over a limit, after a week of silence.</summary>
    private static List<(int Sensor, Sample[] Run)> Play(Random random)
    {
        var (runs, total, atS) = (new List<(int, Sample[])>(), 0.0, 0.0);
        for (var i = 0; i < 600; i++)
        {
            atS += random.Next(1, 60) / 10.0;
            if (random.Next(500) == 0)
                atS += TimeSpan.FromDays(random.Next(1, 9)).TotalSeconds;
            var (sensor, run) = (random.Next(7), new Sample[random.Next(1, 40)]);
            var (fromS, stepS) = (atS - (random.Next(10) == 0 ? random.Next(200) : 0), random.Next(1, 5) / 10.0);
            for (var j = 0; j < run.Length; j++)
                run[j] = Next(random, sensor, MachineBench.At(fromS + (j * stepS)), ref total);
            if (random.Next(15) == 0)
                random.Shuffle(run);
            if (random.Next(15) == 0)
                run[^1] = run[0];
            runs.Add((sensor, run));
        }

        return runs;
    }

    private static Sample Next(Random random, int sensor, long atTicks, ref double total)
    {
        var quality = random.Next(20) == 0 ? (Quality)random.Next(3) : Quality.Good;
        var sample = sensor switch
        {
            0 => new Sample(atTicks, States[random.Next(States.Length)], quality),
            1 or 2 => new Sample(atTicks, total += random.Next(2), quality),
            4 => new Sample(atTicks, random.Next(2) == 0 ? "a" : "b", quality),
            5 => new Sample(atTicks, random.Next(2) == 0 ? "order-1" : "", quality),
            _ => new Sample(atTicks, random.Next(100), quality),
        };
        return random.Next(50) == 0 ? sample with { ReceiveTicks = atTicks - (30 * TimeSpan.TicksPerSecond) } : sample;
    }

    private sealed class Host
    {
        private readonly StateWriter _writer = new();
        private readonly List<FoldedBucket> _taken = [];
        private readonly SensorTwin[] _sensors;
        private readonly MachineTwin _machine;

        public Host()
        {
            var press = Machines.Press(Machines.Breaks);
            var limited = Machines.Sensor("temperature") with { Limits = new AlarmLimits(High: 70, HighHigh: 97, Hysteresis: 2) };
            var asset = press with { Sensors = [.. press.Sensors.SkipLast(1), limited] };
            _machine = new MachineTwin(asset, new Dictionary<string, Product>());
            _sensors = [.. asset.Sensors.Select(sensor => new SensorTwin(sensor))];
        }

        public int Reports { get; private set; }

        public void Apply(int sensor, ReadOnlySpan<Sample> run)
        {
            while (!run.IsEmpty)
            {
                var report = _sensors[sensor].Apply(run);
                _machine.Apply(sensor, run, report);
                run = run[report.Count..];
            }
        }

        /// <summary>Reports since the last time, and the bytes of all twins.</summary>
        public ReadOnlySpan<byte> Take()
        {
            _writer.Clear();
            _machine.TakeAll(_taken);
            Reports += _taken.Count;
            foreach (var folded in _taken)
            {
                _writer.WriteInt64(folded.Report.BucketTicks);
                _writer.WriteInt64(folded.Report.Version);
                _writer.WriteString(Machines.Describe(folded.Report.Slices));
                _writer.WriteString(string.Join('\n', folded.Report.Events));
                _writer.WriteBytes(folded.Opening.Span);
            }

            _taken.Clear();
            _machine.Save(_writer);
            foreach (var sensor in _sensors)
                sensor.Save(_writer);
            return _writer.Written;
        }
    }
}
