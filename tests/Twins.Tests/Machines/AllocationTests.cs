using OrleansTwin.Twins.Composites;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;
using OrleansTwin.Twins.Sensors;

namespace OrleansTwin.Twins.Tests.Machines;

/// <summary>A steady stream of samples through sensor, machine, line and plant leaves nothing to the garbage collector.</summary>
public sealed class AllocationTests
{
    private readonly MachineAsset _asset = Machines.Press(Machines.Breaks);
    private readonly List<FoldedBucket> _taken = new(16);
    private readonly Sample[] _run = new Sample[10];
    private readonly SensorTwin[] _sensors;
    private readonly MachineTwin _machine;
    private readonly CompositeTwin _line = new("acme/line", [Machines.Id]);
    private readonly CompositeTwin _plant = new("acme", ["acme/line"]);
    private int _reports;

    public AllocationTests()
    {
        _machine = new MachineTwin(_asset, new Dictionary<string, Product>());
        _sensors = [.. _asset.Sensors.Select(sensor => new SensorTwin(sensor))];
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public void Between_two_closings_of_a_minute_nothing_is_allocated(int runLength)
    {
        Feed(0, 185, runLength);
        var (before, reported) = (GC.GetAllocatedBytesForCurrentThread(), _reports);
        Feed(185, 235, runLength);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.True(_reports - reported >= 45, $"The plant was told {_reports - reported} times of 50 seconds.");
        Assert.Empty(_taken);
        Assert.Null(_machine.NextRefold);
    }

    [Fact]
    public void Closing_a_minute_takes_little()
    {
        Feed(0, 185, 1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Feed(185, 245, 1);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 16_000);
        Assert.Single(_taken);
    }

    /// <summary>
    /// States, counts, power and temperature, ten times a second; runs come after their time, within the watermark's lag.
    /// </summary>
    private void Feed(int fromS, int toS, int runLength)
    {
        _taken.Clear();
        var run = _run.AsSpan(0, runLength);
        for (var step = fromS * 10; step < toS * 10; step += runLength)
        {
            for (var sensor = 0; sensor < _sensors.Length; sensor++)
            {
                for (var i = 0; i < runLength; i++)
                    run[i] = Next(sensor, step + i);
                Apply(sensor, run);
            }

            if (step % 10 == 0)
                TakeReports();
        }
    }

    private static Sample Next(int sensor, int step)
    {
        var atTicks = MachineBench.At(step / 10.0);
        return sensor switch
        {
            0 => new Sample(atTicks, step % 70 < 60 ? "Execute" : "Held"),
            1 or 2 => new Sample(atTicks, step / (sensor * 100)),
            4 => new Sample(atTicks, "a"),
            5 => new Sample(atTicks, "order-1"),
            _ => new Sample(atTicks, 20 + (step % 10)),
        };
    }

    private void Apply(int sensor, ReadOnlySpan<Sample> run)
    {
        while (!run.IsEmpty)
        {
            var report = _sensors[sensor].Apply(run);
            if (_machine.Apply(sensor, run, report) && _line.Apply(0, _machine.Live))
                _plant.Apply(0, _line.Live);
            run = run[report.Count..];
        }
    }

    private void TakeReports()
    {
        _machine.TakeReports(_taken);
        if (_machine.TryTakeOpen(out var open))
            _line.Apply(0, open);
        while (_line.TryTakeReport(out var line))
            _plant.Apply(0, line);
        while (_plant.TryTakeReport(out _))
            _reports++;
    }
}
