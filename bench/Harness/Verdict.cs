namespace OrleansTwin.Bench.Harness;

/// <summary>A figure beside its bar and its baseline. <see cref="Value"/> null: the benchmark has not delivered it.</summary>
internal sealed record Verdict(
    string Figure,
    double? Value,
    string Unit,
    string? Bar,
    bool? Passed,
    string? Baseline,
    double? BaselineValue,
    double? RatioToBaseline)
{
    /// <summary>All figures of a benchmark, and its bars that no figure answers: those are missed.</summary>
    /// <exception cref="InvalidOperationException">A figure is in another unit than its bar.</exception>
    public static IReadOnlyList<Verdict> Judge(string benchmark, IReadOnlyList<Figure> figures)
    {
        var bars = Bars.Of(benchmark).ToList();
        var missing = bars.Where(bar => figures.All(figure => figure.Name != bar.Figure));
        return
        [
            .. figures.Select(figure => Of(figure, bars.Find(bar => bar.Figure == figure.Name))),
            .. missing.Select(bar => new Verdict(bar.Figure, null, bar.Unit, bar.Demand, false, null, null, null)),
        ];
    }

    private static Verdict Of(Figure figure, Bar? bar)
    {
        if (bar is not null && bar.Unit != figure.Unit)
            throw new InvalidOperationException(
                $"Figure '{figure.Name}' is in {figure.Unit}, its bar in {bar.Unit}. Measure it in the unit of the bar.");
        return new Verdict(
            figure.Name,
            figure.Value,
            figure.Unit,
            bar?.Demand,
            bar?.IsHeldBy(figure.Value),
            figure.Baseline?.Name,
            figure.Baseline?.Value,
            figure.Value / figure.Baseline?.Value);
    }
}
