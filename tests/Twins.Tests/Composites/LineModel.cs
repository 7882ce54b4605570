using OrleansTwin.Twins.Composites;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Twins.Tests.Composites;

/// <summary>
/// A small model of a serial line that knows why each machine waits: finite buffers, blocking after service, random cycle times,
/// breakdowns, scrap. Its machines tell only that they wait; the truth is kept beside.
/// </summary>
internal sealed class LineModel
{
    private const long Step = TimeSpan.TicksPerSecond / 10;

    private readonly Random _random;
    private readonly double _breakdownChance;
    private readonly int[] _levels;
    private readonly Station[] _stations;
    private readonly List<MachineEvent>[] _events;

    public LineModel(int seed, int machines, int capacity, double breakdownChance = 0.05)
    {
        _random = new Random(seed);
        _breakdownChance = breakdownChance;
        var ids = Enumerable.Range(0, machines).Select(i => $"line/m{i}").ToArray();
        var initialLevel = Math.Min(1, capacity);
        Graph = new FlowGraph(
            ids, [.. ids.Zip(ids.Skip(1), (from, to) => new FlowEdge(from, to, capacity, initialLevel))]);
        _levels = [.. Graph.Edges.Select(edge => edge.InitialLevel)];
        _stations = [.. ids.Select((_, i) => new Station { MeanSteps = 40 + _random.Next(80), Number = i })];
        _events = [.. ids.Select(_ => new List<MachineEvent>())];
    }

    public FlowGraph Graph { get; }

    /// <summary>Counts are told on multiples of this, so late by up to as much.</summary>
    public long CountEveryTicks { get; init; } = Step;

    /// <summary>True starved and blocked ticks by machine and bucket.</summary>
    public Dictionary<(int Machine, long Bucket), (long Starved, long Blocked)> Truth { get; } = [];

    /// <summary>Runs the line and gives back every machine's settled reports, bucket by bucket.</summary>
    public IReadOnlyList<BucketReport> Run(int minutes)
    {
        var reports = new List<BucketReport>();
        for (var minute = 0; minute < minutes; minute++)
        {
            RunMinute(TestReports.At(minute));
            for (var machine = 0; machine < _stations.Length; machine++)
            {
                var id = Graph.MachineIds[machine];
                reports.Add(new BucketReport(
                    id, ReportPart.Own, TestReports.At(minute), minute + 1, true, [], [.. _events[machine]]));
            }
        }
        return reports;
    }

    private void RunMinute(long bucketTicks)
    {
        for (var at = bucketTicks; at < bucketTicks + Buckets.WidthTicks; at += Step)
        {
            foreach (var station in _stations)
                Finish(station, at);
            while (MovePieces(at))
            {
            }
            foreach (var station in _stations)
                Tell(station, at, bucketTicks);
        }
    }

    private void Finish(Station station, long at)
    {
        if (station.Stage == Stage.Down && at >= station.UntilTicks)
            (station.Stage, station.UntilTicks) = (Stage.Working, at + (5 * Step));
        else if (station.Stage == Stage.Working && at >= station.UntilTicks)
            FinishWork(station, at);
    }

    private void FinishWork(Station station, long at)
    {
        if (_random.NextDouble() < _breakdownChance)
        {
            (station.Stage, station.UntilTicks) = (Stage.Down, at + (_random.Next(50, 900) * Step));
            return;
        }
        var scrap = _random.Next(12) == 0 ? 1 : 0;
        var pending = station.Pending ?? new MachineEvent(at, MachineEventKind.Produced, default, default, null, null, 0, 0);
        station.Pending = pending with { Quantity = pending.Quantity + 1, Scrap = pending.Scrap + scrap };
        station.Stage = scrap == 1 || station.Number == _stations.Length - 1 ? Stage.Free : Stage.Holding;
    }

    private bool MovePieces(long at)
    {
        var moved = false;
        foreach (var station in _stations)
        {
            if (station.Stage == Stage.Holding && _levels[station.Number] < Graph.Edges[station.Number].Capacity)
            {
                _levels[station.Number]++;
                station.Stage = Stage.Free;
                moved = true;
            }
            else if (station.Stage == Stage.Free && Take(station.Number - 1))
            {
                (station.Stage, station.UntilTicks) = (Stage.Working, at + (_random.Next(10, 2 * station.MeanSteps) * Step));
                moved = true;
            }
        }
        return moved;
    }

    /// <summary>A piece out of a buffer, or, where nothing fits in between, out of the machine that holds it.</summary>
    private bool Take(int buffer)
    {
        if (buffer < 0)
            return true;
        if (_levels[buffer] > 0)
        {
            _levels[buffer]--;
            return true;
        }
        if (Graph.Edges[buffer].Capacity > 0 || _stations[buffer].Stage != Stage.Holding)
            return false;
        _stations[buffer].Stage = Stage.Free;
        return true;
    }

    private void Tell(Station station, long at, long bucketTicks)
    {
        var timeClass = station.Stage switch
        {
            Stage.Working => TimeClass.Producing,
            Stage.Down => TimeClass.Breakdown,
            _ => TimeClass.Waiting,
        };
        var product = $"product-{(at / (7 * Buckets.WidthTicks)) % 2}";
        var events = _events[station.Number];
        if (at == bucketTicks)
            events.Clear();
        var segment = new MachineEvent(at, MachineEventKind.Segment, default, timeClass, product, null, 0, 0);
        if (at == bucketTicks || segment with { AtTicks = 0 } != station.Told with { AtTicks = 0 })
            events.Add(station.Told = segment);
        if (station.Pending is { } pending && at % CountEveryTicks == 0)
        {
            events.Add(pending with { AtTicks = at });
            station.Pending = null;
        }
        var key = (station.Number, bucketTicks);
        var (starved, blocked) = Truth.GetValueOrDefault(key);
        Truth[key] = (starved + (station.Stage == Stage.Free ? Step : 0), blocked + (station.Stage == Stage.Holding ? Step : 0));
    }

    private enum Stage
    {
        Free,
        Working,
        Down,
        Holding,
    }

    private sealed class Station
    {
        public int Number { get; init; }

        public int MeanSteps { get; init; }

        public Stage Stage { get; set; }

        public long UntilTicks { get; set; }

        public MachineEvent? Pending { get; set; }

        public MachineEvent Told { get; set; }
    }
}
