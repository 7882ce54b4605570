using OrleansTwin.Twins.Composites;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;
using OrleansTwin.Twins.Sensors;

namespace OrleansTwin.Bench.Benchmarks.Folding;

/// <summary>A line with its machines and sensors, folded on one thread as a host does.</summary>
internal sealed class FoldLine
{
    private readonly MachineTwin[] _machines;
    private readonly SensorTwin[][] _sensors;
    private readonly List<FoldedBucket> _taken = [];

    public FoldLine(string id, MachineAsset[] machines)
    {
        _machines = [.. machines.Select(machine => new MachineTwin(machine, new Dictionary<string, Product>()))];
        _sensors = [.. machines.Select(machine => machine.Sensors.Select(sensor => new SensorTwin(sensor)).ToArray())];
        Twin = new CompositeTwin(id, [.. machines.Select(machine => machine.Id)]);
    }

    public CompositeTwin Twin { get; }

    /// <summary>Buckets closed so far.</summary>
    public long Closed { get; private set; }

    public bool HasRefolds => Array.Exists(_machines, machine => machine.NextRefold is not null);

    /// <summary>Folds samples of one sensor through it, its machine and the line; true if the line's live view moved.</summary>
    public bool Apply(int machine, int sensor, ReadOnlySpan<Sample> run)
    {
        var isLive = false;
        while (!run.IsEmpty)
        {
            var report = _sensors[machine][sensor].Apply(run);
            isLive |= _machines[machine].Apply(sensor, run, report);
            run = run[report.Count..];
        }

        return isLive && Twin.Apply(machine, _machines[machine].Live);
    }

    /// <summary>The end of a batch: what the machine has to report goes into the line.</summary>
    public void TakeReports(int machine)
    {
        if (!_machines[machine].HasReports)
            return;
        _machines[machine].TakeReports(_taken);
        foreach (var folded in _taken)
            Twin.Apply(machine, folded.Report.Lend());
        Closed += _taken.Count;
        _taken.Clear();
        if (_machines[machine].TryTakeOpen(out var open))
            Twin.Apply(machine, open);
    }
}
