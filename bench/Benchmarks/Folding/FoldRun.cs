using System.Diagnostics;
using OrleansTwin.Bench.Harness;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Bench.Benchmarks.Folding;

/// <summary>
/// How samples come: so many steps of a period at a time for each sensor. A run is some turns of all sensors, shorter
/// than a minute, so that some runs close no minute.
/// </summary>
internal sealed record FoldPace(int StepsPerCall, long PeriodTicks, int TurnsPerRun);

/// <summary>What takes the samples of a sensor; called by two threads, each with lines of its own.</summary>
internal interface IFold
{
    void Apply(int line, int machine, int sensor, ReadOnlySpan<Sample> run);

    /// <summary>All sensors of a line have had their turn.</summary>
    void EndOfLine(int line);

    /// <summary>Waits until everything is folded.</summary>
    void Finish();
}

/// <summary>Feeds the plant's samples to a fold from two threads that stay for all runs.</summary>
internal sealed class FoldRun : IDisposable
{
    /// <summary>Once a second.</summary>
    public static readonly FoldPace SingleSamples = new(1, TimeSpan.TicksPerSecond, 20);

    /// <summary>Ten times a second, handed over every ten seconds.</summary>
    public static readonly FoldPace RunsOf100 = new(100, TimeSpan.TicksPerSecond / 10, 2);

    private const int Threads = 2;
    private const int RunsMeasured = 60;

    private readonly FoldPace _pace;
    private readonly IFold _fold;
    private readonly FoldFeed _feed = new();
    private readonly Barrier _barrier = new(Threads + 1);
    private readonly long[] _folded = new long[Threads];
    private readonly Thread[] _threads;
    private long _step;
    private volatile bool _isOver;

    public FoldRun(FoldPace pace, IFold fold)
    {
        (_pace, _fold) = (pace, fold);
        _threads = [.. Enumerable.Range(0, Threads).Select(number => new Thread(() => Work(number)) { IsBackground = true })];
        foreach (var thread in _threads)
            thread.Start();
    }

    public LoopResult Measure()
    {
        Once();
        var operations = _folded.Sum();
        return Loop.Measure(operations, Once);
    }

    /// <summary>
    /// Over whole minutes, so that what closing them takes is spread over their samples: bytes, and processor time, which tells
    /// something on a busy machine too.
    /// </summary>
    public (double Bytes, double ProcessorNs) MeasureMinutes()
    {
        using var process = Process.GetCurrentProcess();
        var (bytes, processor, samples) = (GC.GetTotalAllocatedBytes(precise: true), process.TotalProcessorTime, 0L);
        for (var run = 0; run < RunsMeasured; run++)
        {
            Once();
            samples += _folded.Sum();
        }

        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        process.Refresh();
        return (bytes / (double)samples, (process.TotalProcessorTime - processor).TotalNanoseconds / samples);
    }

    public void Dispose()
    {
        _isOver = true;
        _barrier.SignalAndWait();
        foreach (var thread in _threads)
            thread.Join();
        _barrier.Dispose();
    }

    private void Once()
    {
        _barrier.SignalAndWait();
        _barrier.SignalAndWait();
        _fold.Finish();
        _step += _pace.TurnsPerRun * _pace.StepsPerCall;
    }

    private void Work(int number)
    {
        var run = new Sample[_pace.StepsPerCall];
        while (true)
        {
            _barrier.SignalAndWait();
            if (_isOver)
                return;
            _folded[number] = 0;
            for (var turn = 0; turn < _pace.TurnsPerRun; turn++)
            {
                for (var line = number; line < FoldPlant.Lines; line += Threads)
                    _folded[number] += Feed(line, _step + (turn * _pace.StepsPerCall), run);
            }

            _barrier.SignalAndWait();
        }
    }

    private long Feed(int line, long step, Sample[] run)
    {
        var folded = 0L;
        for (var machine = 0; machine < FoldPlant.MachinesPerLine; machine++)
        {
            for (var sensor = 0; sensor < FoldPlant.SensorsPerMachine; sensor++)
            {
                var count = _feed.Fill(sensor, (line * 37) + (machine * 11), step, _pace.PeriodTicks, run);
                if (count > 0)
                    _fold.Apply(line, machine, sensor, run.AsSpan(0, count));
                folded += count;
            }
        }

        _fold.EndOfLine(line);
        return folded;
    }
}
