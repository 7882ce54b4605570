using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Lives.Trained;
using OrleansTwin.Twins.Health.Rul;
using OrleansTwin.Twins.Maintenance;
using OrleansTwin.Twins.Maintenance.Degradation;
using OrleansTwin.Twins.Maintenance.Lives;

namespace OrleansTwin.Runtime.Lives;

/// <summary>
/// The best that can be said of a part's remaining life: by its own wear, else by a trained model, else by parts like it, else
/// what is missing.
/// </summary>
/// <param name="Part">Whose life.</param>
/// <param name="Life">What is known; null: not enough.</param>
/// <param name="Model">Where it comes from.</param>
/// <param name="Missing">Why there is nothing; empty where there is.</param>
internal sealed record LifeOutlook(LifePart Part, IRemainingLife? Life, LifeModel? Model, string Missing)
{
    /// <summary>What the bounds of its risk are.</summary>
    public string IntervalIs => Life is RulLife ? "by the bands" : "90 % interval";

    /// <summary>A part that has been counted.</summary>
    /// <param name="part">That is asked about.</param>
    /// <param name="horizonHours">Of operation within which risks are asked for.</param>
    public static LifeOutlook Of(LifePart part, double horizonHours)
    {
        var missing = new List<string>();
        var paths = new List<LifeOutlook>();
        foreach (var track in part.Tracks)
        {
            var (readings, experience) = (track.Present.Readings, part.Fleet!.ExperienceOf(track));
            if (track.Wear.Path.Form == PathForm.PowerLaw && !part.Present.IsWhole)
                missing.Add($"{track.Sensor.LocalId} shows wear by age, and {AgeUnknown(part)}");
            else if (experience.Prior.Rate is null)
                missing.Add(RateUnknown(part, track, experience.Lives));
            else if (readings.Count < PathExperience.ReadingsMin)
            {
                missing.Add($"{readings.Count} of {PathExperience.ReadingsMin} readings of {track.Sensor.LocalId} in the present "
                    + "life.");
            }
            else
            {
                paths.Add(new LifeOutlook(
                    part, new DegradationPath(experience.Prior, readings), LifeModels.Of(track, experience), ""));
            }
        }

        if (paths.Count > 0)
            return paths.MinBy(path => path.Life!.HoursLeft(part.AgeHours!.Value, [0.5])[0])!;
        if (part.Trained is not null)
        {
            var trained = TrainedOutlook.Of(part, horizonHours);
            if (trained.Life is { } life)
                return new LifeOutlook(part, life, LifeModels.Of(part.Trained), "");
            missing.Add(trained.Missing);
        }

        if (part.Fleet is not { Fit: { } fit } fleet)
            missing.Add($"{part.Fleet?.Failures ?? 0} of {LifeFit.FailuresMin} failures at different ages of {part.Name}"
                + (part.Fleet?.Incomplete is (var known, var shards) ? $" in {known} of {shards} shards." : "."));
        else if (!part.Present.IsWhole)
            missing.Add(Capital(AgeUnknown(part)));
        else
            return new LifeOutlook(part, fit, LifeModels.Of(fleet, fit), "");
        return new LifeOutlook(part, null, null, string.Join(' ', missing));
    }

    /// <summary>Of a failure within so many hours of operation; only where something is known.</summary>
    public Estimate Risk(double hours) => Life!.Risk(Part.AgeHours!.Value, hours);

    public static string AgeUnknown(LifePart part) =>
        $"the age of {part.Name} is not known: it is counted from the first work order of it that is done.";

    private static string RateUnknown(LifePart part, WearTrack track, int lives) =>
        $"How fast {track.Sensor.LocalId} wears is not known: {lives} of {PathExperience.LivesMin} lives of {part.Name} that "
        + "ended and were followed, or rate in the plant file.";

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
