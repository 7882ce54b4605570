using OrleansTwin.Twins.Health.Features;
using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Twins.Health.Rul;

/// <summary>One asset under a model: takes its rows and says at any cycle how much life is left. Neither allocates.</summary>
public sealed class RulMonitor
{
    private readonly RulModel _model;
    private readonly AssetFeatures[] _features;
    private readonly float[] _row;

    public RulMonitor(RulModel model)
    {
        _model = model;
        _features = [.. model.Members.Select(member => new AssetFeatures(member.Plan))];
        _row = new float[model.Members.Max(member => member.Plan.Count)];
    }

    /// <summary>Cycles that were taken.</summary>
    public int Seen => _features[0].Cycles;

    /// <summary>
    /// The cycle at which an overhaul was noticed, the newest; the median of members, of which half must have found one. 0: none
    /// was.
    /// </summary>
    public int OverhauledAtCycle
    {
        get
        {
            var found = _features.Select(features => features.RecoveredAtCycle).Where(cycle => cycle > 0).Order().ToList();
            return 2 * found.Count >= _features.Length ? found[found.Count / 2] : 0;
        }
    }

    /// <summary>Sensors of any member that stand still; each once.</summary>
    public IEnumerable<StillSignal> Still => _features.SelectMany(features => features.Still).DistinctBy(signal => signal.Name);

    /// <summary>The next cycle: settings and sensors as in the model's layout.</summary>
    public void Push(ReadOnlySpan<float> row)
    {
        foreach (var features in _features)
            features.Push(row);
    }

    /// <summary>
    /// What has moved the estimate away from that of all assets, by sensor, the largest first; with <see
    /// cref="RulCauses.Expected"/> they sum to the estimate before it is held to the model's cap.
    /// </summary>
    public RulCauses Explain() => RulCauses.Of(_model, _features);

    public RulEstimate Estimate()
    {
        var (cycles, present, outside) = (0.0, 0.0, 0.0);
        for (var i = 0; i < _features.Length; i++)
        {
            present += _features[i].PresentShare / _features.Length;
            outside += _features[i].OutsideShare / _features.Length;
        }

        var seen = Seen;
        if (seen < _model.CyclesMin || present < RulModel.PresentShareMin)
            return new RulEstimate(double.NaN, default, default, default, default, seen, present, outside, IsEnough: false);
        for (var i = 0; i < _features.Length; i++)
        {
            var member = _model.Members[i];
            var row = _row.AsSpan(0, member.Plan.Count);
            _features[i].Write(row);
            cycles += member.Trees.Estimate(row) / _features.Length;
        }

        return _model.Estimate(cycles, seen, present, outside);
    }
}
