using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Twins.Health.Rul;

namespace OrleansTwin.Runtime.Lives.Trained;

/// <summary>What a trained model says of a part, or why it says nothing.</summary>
/// <param name="Life">What is known; null: nothing.</param>
/// <param name="Missing">Why there is nothing; empty where there is.</param>
internal sealed record TrainedOutlook(RulLife? Life, string Missing)
{
    /// <summary>Lives of a machine that its view tells.</summary>
    private const int LivesTold = 10;

    /// <summary>
    /// An estimate that is older by so many cycles and hours of operation is none: of those that follow nothing is known.
    /// </summary>
    private const int StaleCycles = 3;
    private const double StaleHours = 0.5;

    /// <param name="part">One that a model follows.</param>
    /// <param name="horizonHours">Of operation within which risks are asked for.</param>
    public static TrainedOutlook Of(LifePart part, double horizonHours)
    {
        var track = part.Trained!;
        if (MissingOf(part, track, horizonHours) is { Length: > 0 } missing)
            return new TrainedOutlook(null, $"Model '{track.Use.Model}': {missing}");
        var cycles = track.Cycles!;
        return new TrainedOutlook(
            new RulLife(track.Estimate!.Value, track.Loaded!.Model!.Cap, cycles.HoursOfCycle, cycles.RunHours), "");
    }

    public static TrainedLifeView ViewOf(LifePart part, double horizonHours)
    {
        var track = part.Trained!;
        var estimate = track.Estimate is { IsEnough: true } known ? known : (RulEstimate?)null;
        var (missing, trial, info) = (MissingOf(part, track, horizonHours), track.Loaded?.Trial, track.Loaded?.Info);
        return new TrainedLifeView(
            track.Use.Model, info?.Version, info is null ? null : Times.Of(info.AtTicks), track.Cycles?.Rows.Count ?? 0,
            track.Cycles?.HoursOfCycle is > 0 and var hours ? hours : null,
            missing.Length == 0 ? estimate?.Cycles : null, estimate?.OutsideShare,
            track.OverhauledAtCycle is > 0 and var cycle ? cycle : null,
            missing.Length > 0 ? missing : null, trial?.Withdrawal is { Length: > 0 } why ? why : null,
            trial is null ? null : new TrainedLifeTrial(trial.Lives, trial.Inside50, trial.Inside80, trial.Inside95),
            [
                .. track.Verdicts.Reverse().Take(LivesTold).Select(verdict => new TrainedLifeVerdict(
                    Times.Of(verdict.ToTicks), verdict.Model, verdict.Cycles, verdict.Estimate, verdict.Band80.Low,
                    verdict.Band80.High)),
            ]);
    }

    private static string MissingOf(LifePart part, TrainedTrack track, double horizonHours)
    {
        if (track.Loaded is not { } loaded)
            return $"it is not there; PUT /api/v1/health/models/{track.Use.Model} puts one in force.";
        if (loaded.Missing.Length > 0)
            return loaded.Missing;
        if (track.Untold().ToList() is { Count: > 0 } untold)
        {
            return $"no sensor of the machine tells '{string.Join("', '", untold)}'; name them in the plant file under "
                + "lifeModel.columns.";
        }

        return loaded.Trial.Withdrawal is { Length: > 0 } withdrawal ? $"withdrawn. {withdrawal}"
            : !part.Present.IsWhole ? $"it counts cycles from the beginning on, and {LifeOutlook.AgeUnknown(part)}"
            : track.LifeFromTicks != part.Present.FromTicks || track.IsBehind ? "the cycles up to now are still being counted."
            : MissingOf(track, loaded.Model!, part.AgeHours!.Value, horizonHours);
    }

    private static string MissingOf(TrainedTrack track, RulModel model, double ageHours, double horizonHours)
    {
        var cycles = track.Cycles!;
        if (cycles.IsTooLong)
            return $"{cycles.CyclesMax} cycles are over; lives of more are not followed. Make a cycle longer.";
        var estimate = track.Estimate ?? default;
        if (!estimate.IsEnough)
            return $"{model.Missing(estimate)} {track.Still()}".TrimEnd();
        if (!estimate.IsTold)
        {
            return FormattableString.Invariant($"{100 * estimate.OutsideShare:0} % of its inputs lie outside what it was ")
                + "learned from, and its bands span everything.";
        }

        if (ageHours - cycles.RunHours is var since && since > (StaleCycles * cycles.HoursOfCycle) + StaleHours)
        {
            return FormattableString.Invariant($"the newest cycle that it knows ended {since:0.#} hours of operation ago; see ")
                + "whether its sensors still tell values.";
        }

        return horizonHours <= model.Cap * cycles.HoursOfCycle ? "" : FormattableString.Invariant(
            $"the planning horizon has {horizonHours / cycles.HoursOfCycle:0} cycles, and it sees {model.Cap:0} ahead. ")
            + "Make a cycle longer, with a model that was learned so, or the horizon shorter.";
    }
}
