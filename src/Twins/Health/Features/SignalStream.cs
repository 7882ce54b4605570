using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Twins.Health.Features;

/// <summary>
/// One asset's scaled signals, cycle by cycle, and its own baseline: their means over its first cycles, when it was healthy.
/// Assets leave the factory different; what tells of wear is how far each has come from where it began.
/// </summary>
/// <param name="scaling">How signals are scaled.</param>
/// <param name="baselineCycles">How many cycles make the baseline.</param>
/// <param name="repeatsMax">For how many cycles each signal may repeat one value; empty: for any number.</param>
internal sealed class SignalStream(SignalScaling scaling, int baselineCycles, ReadOnlySpan<int> repeatsMax)
{
    private readonly int[] _repeatsMax = [.. repeatsMax];
    private readonly Repetition[] _repetitions = new Repetition[repeatsMax.Length];
    private readonly double[] _signals = new double[scaling.Signals];
    private readonly Moments[] _baseline = new Moments[scaling.Signals];

    public int Cycles { get; private set; }

    /// <summary>NaN is missing.</summary>
    public ReadOnlySpan<double> Signals => _signals;

    /// <summary>How the asset was operated in the last cycle.</summary>
    public int Regime { get; private set; }

    /// <summary>Whether it was operated in a way that was learned from.</summary>
    public bool IsRegimeKnown { get; private set; }

    /// <summary>How much a signal counts, by how clearly it is seen in the regime.</summary>
    public double Weight(int signal) => scaling.Weights[Regime][signal];

    /// <summary>0, the mean of all assets, before the first value.</summary>
    public double Baseline(int signal) => _baseline[signal].Mean;

    /// <summary>For how many cycles a signal has repeated one value, where that is too many to be a reading; else 0.</summary>
    public int StillCycles(int signal) =>
        _repetitions[signal].Length > _repeatsMax[signal] ? _repetitions[signal].Length : 0;

    public void Push(ReadOnlySpan<float> row)
    {
        (Regime, IsRegimeKnown) = scaling.Scale(row, _signals);
        LeaveOutStill(row);
        if (Cycles++ >= baselineCycles)
            return;
        for (var i = 0; i < _signals.Length; i++)
            _baseline[i] = _baseline[i].With(_signals[i], Weight(i));
    }

    private void LeaveOutStill(ReadOnlySpan<float> row)
    {
        for (var i = 0; i < _repetitions.Length; i++)
        {
            _repetitions[i].Push(row[scaling.Columns[i]]);
            if (StillCycles(i) > 0)
                _signals[i] = double.NaN;
        }
    }
}
