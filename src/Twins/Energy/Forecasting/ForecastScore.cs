namespace OrleansTwin.Twins.Energy.Forecasting;

/// <summary>How good forecasts were beside a reading of some steps before, on steps that have both.</summary>
/// <param name="Steps">That were judged.</param>
/// <param name="RmseKwh">Root of the mean squared error.</param>
/// <param name="BaselineRmseKwh">The same of the earlier reading.</param>
public sealed record ForecastScore(int Steps, double RmseKwh, double BaselineRmseKwh)
{
    /// <summary>By which share the error is smaller.</summary>
    public double Gain => 1 - (RmseKwh / BaselineRmseKwh);

    /// <param name="series">What came.</param>
    /// <param name="first">The step of the first forecast.</param>
    /// <param name="forecasts">One for each step from there on; NaN: none was made.</param>
    /// <param name="baselineSteps">How many steps earlier the reading is that is held against them.</param>
    public static ForecastScore Of(LoadSeries series, int first, IReadOnlyList<double> forecasts, int baselineSteps)
    {
        var (steps, squares, baseline) = (0, 0.0, 0.0);
        for (var i = 0; i < forecasts.Count; i++)
        {
            var (step, before) = (first + i, first + i - baselineSteps);
            var earlier = before < 0 ? float.NaN : series.Values[before];
            if (double.IsNaN(forecasts[i]) || float.IsNaN(series.Values[step]) || float.IsNaN(earlier))
                continue;
            steps++;
            squares += Math.Pow(series.Values[step] - forecasts[i], 2);
            baseline += Math.Pow(series.Values[step] - earlier, 2);
        }

        return new ForecastScore(steps, Math.Sqrt(squares / steps), Math.Sqrt(baseline / steps));
    }
}
