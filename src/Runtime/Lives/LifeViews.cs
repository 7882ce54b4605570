using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Twins.Maintenance;

namespace OrleansTwin.Runtime.Lives;

/// <summary>From what is known of a life to what the gateway says of it.</summary>
internal static class LifeViews
{
    /// <param name="outlook">What is known.</param>
    /// <param name="risk">Within the horizon; null: nothing is known.</param>
    /// <param name="after">When so many hours of operation have passed; null: not within a year.</param>
    public static RemainingLifeView Of(LifeOutlook outlook, LifeRisk? risk, Func<double, long?> after)
    {
        var part = outlook.Part;
        var (taskId, since) = (IdOf(part), part.Present.IsWhole ? Times.Of(part.Present.FromTicks) : (DateTimeOffset?)null);
        if (outlook.Life is not { } known)
            return new RemainingLifeView(taskId, part.AgeHours, since, null, null, [], null, null, outlook.Missing);
        var life = RemainingLife.Of(known, part.AgeHours!.Value);
        return new RemainingLifeView(
            taskId, life.AgeHours, since, life.MedianHours, At(life.MedianHours, after),
            [
                .. life.Bands.Select(band => new LifeBandView(
                    band.Probability, band.FromHours, band.ToHours, At(band.FromHours, after), At(band.ToHours, after))),
            ],
            risk, outlook.Model, null);
    }

    public static LifeRisk Of(Estimate risk, double horizonHours, double max) =>
        new(risk.Value, risk.Low, risk.High, horizonHours, max);

    public static IntervalView Of(Estimate estimate) => new(estimate.Value, estimate.Low, estimate.High);

    /// <summary>Null: the machine's model has no task.</summary>
    public static string? IdOf(LifePart part) => part.Task.Id.Length > 0 ? part.Task.Id : null;

    private static DateTimeOffset? At(double hours, Func<double, long?> after) =>
        after(hours) is { } ticks ? Times.Of(ticks) : null;
}
