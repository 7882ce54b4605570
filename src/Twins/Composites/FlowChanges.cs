using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Twins.Composites;

/// <summary>Gathers what one call changed: each bucket and machine once, as the last fold left it.</summary>
internal sealed class FlowChanges(FlowGraph graph, bool[] reported)
{
    private readonly List<(FlowBucket Bucket, int Machine)> _changed = [];
    private readonly List<FlowBucket> _folded = [];

    public void Add(FlowBucket bucket, List<int> machines)
    {
        _folded.Add(bucket);
        foreach (var machine in machines)
            _changed.Add((bucket, machine));
    }

    /// <summary>
    /// A bucket of which it is not known what was told before: all its machines are told, the empty corrections too.
    /// </summary>
    public void AddAll(FlowBucket bucket)
    {
        for (var machine = 0; machine < graph.MachineIds.Count; machine++)
        {
            if (bucket.Events[machine] is not null)
                _changed.Add((bucket, machine));
        }
        _folded.Add(bucket);
    }

    public FlowAnswer Answer()
    {
        if (_folded.Count == 0)
            return FlowAnswer.Nothing;
        var corrections = new List<BucketReport>(_changed.Count);
        foreach (var (bucket, machine) in _changed)
        {
            corrections.Add(new BucketReport(
                graph.MachineIds[machine], ReportPart.Flow, bucket.BucketTicks, Version: 0, bucket.HasAll(reported),
                bucket.Fold!.Corrections[machine], bucket.Fold.Causes[machine]));
        }
        return new FlowAnswer(corrections, [.. _folded.Select(each => new FlowOpening(each.BucketTicks, each.Opening!))], null);
    }
}
