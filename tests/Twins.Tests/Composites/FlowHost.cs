using OrleansTwin.Twins.Composites;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Reports;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Tests.Composites;

/// <summary>
/// What a host does around a flow twin: stores reports, corrections and opening states, and answers requests from there.
/// </summary>
internal sealed class FlowHost(FlowTwin twin)
{
    private readonly SortedDictionary<long, Dictionary<string, BucketReport>> _reports = [];
    private readonly Dictionary<long, FlowState> _openings = [];

    public FlowTwin Twin { get; private set; } = twin;

    public int RequestsAnswered { get; private set; }

    /// <summary>The latest correction of each machine and bucket.</summary>
    public Dictionary<(string MachineId, long Bucket), BucketReport> Corrections { get; } = [];

    public void Apply(BucketReport report)
    {
        if (!_reports.TryGetValue(report.BucketTicks, out var bucket))
            _reports.Add(report.BucketTicks, bucket = []);
        if (!bucket.TryGetValue(report.TwinId, out var held) || held.Version < report.Version)
            bucket[report.TwinId] = report;
        var answer = Twin.Apply(Twin.Graph.NumberOf(report.TwinId), report);
        Store(answer);
        while (answer.Request is { } request)
        {
            RequestsAnswered++;
            var next = _reports.Keys.FirstOrDefault(key => key > request.BucketTicks);
            answer = Twin.Refold(new FlowHistory(
                request.BucketTicks,
                request.Opening ?? _openings.GetValueOrDefault(request.BucketTicks),
                [.. _reports[request.BucketTicks].Values],
                next == 0 ? null : next,
                _openings.GetValueOrDefault(next)));
            Store(answer);
        }
    }

    /// <summary>Stops and starts again from a snapshot.</summary>
    public void Restart()
    {
        var writer = new StateWriter();
        Twin.Write(writer);
        var reader = new StateReader(writer.Written);
        Twin = FlowTwin.Read(ref reader, Twin.Graph);
        reader.ReadEnd();
        var again = new StateWriter();
        Twin.Write(again);
        Assert.Equal(writer.ToArray(), again.ToArray());
    }

    public ElementSlice[] Told() => [.. Corrections
        .OrderBy(each => each.Key.Bucket).ThenBy(each => each.Key.MachineId, StringComparer.Ordinal)
        .SelectMany(each => each.Value.Slices)];

    private void Store(FlowAnswer answer)
    {
        foreach (var opening in answer.Openings)
            _openings[opening.BucketTicks] = opening.State;
        foreach (var correction in answer.Corrections)
        {
            Corrections[(correction.TwinId, correction.BucketTicks)] = correction;
        }
    }
}
