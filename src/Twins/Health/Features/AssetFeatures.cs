using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Twins.Health.Features;

/// <summary>
/// One asset's features, cycle by cycle; histories take the same way, so that both are the same numbers. State is a few
/// sums for each signal, however long the asset runs. Pushing and writing allocate nothing.
/// </summary>
public sealed class AssetFeatures(FeaturePlan plan)
{
    private readonly SignalStream _stream = new(plan.Scaling, plan.Options.BaselineCycles, plan.Range.RepeatsMax);
    private readonly LocalTrend[] _signals = new LocalTrend[plan.Scaling.Signals * plan.Options.SignalSpans.Count];
    private readonly LocalTrend[] _wear = new LocalTrend[plan.Options.IndexSpans.Count];
    private readonly LocalTrend[] _nearness = new LocalTrend[plan.Options.IndexSpans.Count];
    private RecoveryWatch _recovery = new(plan.Options.NearCycles);
    private LocalTrend _present;
    private LocalTrend _unknown;
    private Moments _wearBaseline;

    public int Cycles => _stream.Cycles;

    /// <summary>Whether the last cycle gave an overhaul away. What had been seen of trends is forgotten then.</summary>
    public bool IsRecovered { get; private set; }

    /// <summary>The cycle that gave the newest overhaul away; 0: none was found.</summary>
    public int RecoveredAtCycle { get; private set; }

    /// <summary>The share of recent values that are there, 0 to 1.</summary>
    public double PresentShare => Cycles == 0 ? 0 : _present.Mean;

    /// <summary>
    /// The share of signals outside what was learned from, or of recent cycles in an unknown regime if that is more.
    /// </summary>
    public double OutsideShare
    {
        get
        {
            var outside = 0;
            for (var signal = 0; signal < plan.Scaling.Signals; signal++)
                outside += plan.Range.IsInside(signal, Recent(signal).Mean) ? 0 : 1;
            return Cycles == 0 ? 0 : Math.Max(_unknown.Mean, (double)outside / plan.Scaling.Signals);
        }
    }

    /// <summary>Sensors that repeat one value for far longer than they did in any asset that was learned from: they count as
    /// missing.</summary>
    public IEnumerable<StillSignal> Still =>
        Enumerable.Range(0, plan.Scaling.Signals).Where(signal => _stream.StillCycles(signal) > 0)
            .Select(signal => new StillSignal(plan.Scaling.NameOf(signal), _stream.StillCycles(signal)));

    /// <summary>The next cycle: settings and sensors as in the plan's layout.</summary>
    public void Push(ReadOnlySpan<float> row)
    {
        _stream.Push(row);
        var (wear, nearness) = Indexes();
        IsRecovered = _recovery.Push(nearness, plan.NearnessWeights[_stream.Regime]);
        if (IsRecovered)
        {
            RecoveredAtCycle = Cycles;
            Forget();
        }

        PushIndexes(wear, nearness);
        PushSignals();
    }

    /// <summary>Writes the features as they are after the last cycle, in the order of the plan's names.</summary>
    public void Write(Span<float> features)
    {
        var place = 0;
        features[place++] = Cycles;
        for (var i = 0; i < _wear.Length; i++)
        {
            features[place++] = (float)_wear[i].Mean;
            features[place++] = (float)_wear[i].Level;
            features[place++] = (float)_wear[i].Slope;
            features[place++] = (float)(_wear[i].Mean - _wearBaseline.Mean);
            features[place++] = (float)_nearness[i].Mean;
            features[place++] = (float)_nearness[i].Level;
            features[place++] = (float)_nearness[i].Slope;
        }

        foreach (ref readonly var trend in _signals.AsSpan())
            features[place++] = (float)trend.Slope;
    }

    /// <summary>By how much each signal moves the two indexes now: weights times its recent mean, and its baseline.</summary>
    internal void IndexTerms(Span<double> wear, Span<double> nearness)
    {
        var signals = plan.Scaling.Signals;
        for (var signal = 0; signal < signals; signal++)
        {
            var value = Recent(signal).Mean;
            value = double.IsNaN(value) ? 0 : value;
            nearness[signal] = plan.Nearness.Weights[signal] * value;
            wear[signal] =
                (plan.Wear.Weights[signal] * value) + (plan.Wear.Weights[signals + signal] * _stream.Baseline(signal));
        }
    }

    private (double Wear, double Nearness) Indexes()
    {
        var (wear, nearness) = (plan.Wear.Start, plan.Nearness.Start);
        var signals = plan.Scaling.Signals;
        for (var signal = 0; signal < signals; signal++)
        {
            var value = ValueOrRecent(signal);
            nearness += plan.Nearness.Weights[signal] * value;
            wear += (plan.Wear.Weights[signal] * value) + (plan.Wear.Weights[signals + signal] * _stream.Baseline(signal));
        }

        return (wear, nearness);
    }

    // Baselines stay: it is the same asset, and what it was like when it was new is the best that it can come back to.
    private void Forget()
    {
        Array.Clear(_signals);
        Array.Clear(_wear);
        Array.Clear(_nearness);
    }

    private void PushIndexes(double wear, double nearness)
    {
        var (wearWeight, nearnessWeight) = (plan.WearWeights[_stream.Regime], plan.NearnessWeights[_stream.Regime]);
        if (Cycles <= plan.Options.BaselineCycles)
            _wearBaseline = _wearBaseline.With(wear, wearWeight);
        var spans = plan.Options.IndexSpans;
        for (var i = 0; i < spans.Count; i++)
        {
            _wear[i].Push(wear, spans[i], wearWeight);
            _nearness[i].Push(nearness, spans[i], nearnessWeight);
        }
    }

    private void PushSignals()
    {
        var spans = plan.Options.SignalSpans;
        var present = 0;
        for (var signal = 0; signal < plan.Scaling.Signals; signal++)
        {
            var (value, weight) = (_stream.Signals[signal], _stream.Weight(signal));
            present += double.IsNaN(value) ? 0 : 1;
            for (var i = 0; i < spans.Count; i++)
                _signals[(signal * spans.Count) + i].Push(value, spans[i], weight);
        }

        _present.Push((double)present / plan.Scaling.Signals, spans[0]);
        _unknown.Push(_stream.IsRegimeKnown ? 0 : 1, spans[0]);
    }

    // A value that is missing is as it was lately; before the first, as in all assets.
    private double ValueOrRecent(int signal)
    {
        var value = _stream.Signals[signal];
        if (!double.IsNaN(value))
            return value;
        var recent = Recent(signal).Mean;
        return double.IsNaN(recent) ? 0 : recent;
    }

    private ref readonly LocalTrend Recent(int signal) => ref _signals[signal * plan.Options.SignalSpans.Count];
}
