using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Twins.Energy.Forecasting;

/// <summary>In which form a member estimates a step's energy. Their mean errs less than each of them.</summary>
internal enum LoadTarget
{
    Level,

    /// <summary>The square root: high loads count less.</summary>
    Root,

    /// <summary>What is added to the newest reading.</summary>
    Change,
}

/// <summary>Foretells a meter's energy a fixed number of steps ahead, from its past and the calendar alone.</summary>
public sealed class LoadForecaster
{
    /// <summary>With less of the last day's readings there is no forecast.</summary>
    public const double PresentShareMin = 0.8;

    private readonly LoadFeatures _features;
    private readonly IReadOnlyList<(LoadTarget Target, BoostedTrees Trees)> _members;
    private readonly int _companions;

    internal LoadForecaster(
        LoadForecastOptions options, int companions, IReadOnlyList<(LoadTarget Target, BoostedTrees Trees)> members)
    {
        _features = new LoadFeatures(options.Calendar, options.HorizonSteps);
        (HorizonSteps, _companions, _members) = (options.HorizonSteps, companions, members);
    }

    public int HorizonSteps { get; }

    /// <summary>
    /// Energy in kWh of the step that lies the horizon behind the last one; NaN: too little of its last day is known.
    /// </summary>
    public double Forecast(LoadSeries past) => Forecast(past, past.Count - 1 + HorizonSteps);

    /// <summary>The same for any step, from what was known the horizon before it; later readings change nothing.</summary>
    public double Forecast(LoadSeries series, int step)
    {
        if (series.Companions.Count != _companions)
        {
            throw new ArgumentException(
                $"The series has {series.Companions.Count} companions; expected {_companions}, as it was learned from.");
        }

        var past = new LoadPast(series, step - HorizonSteps);
        if (past.PresentShare(series.StepsOfDay) < PresentShareMin)
            return double.NaN;
        Span<float> buffer = stackalloc float[LoadFeatures.CountMax];
        var features = buffer[.._features.Write(series, step, buffer)];
        var (sum, count) = (0.0, 0);
        foreach (var (target, trees) in _members)
        {
            if (target == LoadTarget.Change && float.IsNaN(past[past.Newest]))
                continue;
            sum += EnergyOf(target, trees.Estimate(features), past);
            count++;
        }

        return sum / count;
    }

    internal static float TargetOf(LoadTarget target, LoadPast past, float energy) => target switch
    {
        LoadTarget.Root => MathF.Sqrt(energy),
        LoadTarget.Change => energy - past[past.Newest],
        _ => energy,
    };

    private static double EnergyOf(LoadTarget target, double estimate, LoadPast past) => target switch
    {
        LoadTarget.Root => estimate * estimate,
        LoadTarget.Change => estimate + past[past.Newest],
        _ => estimate,
    };
}
