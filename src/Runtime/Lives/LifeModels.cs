using System.Runtime.InteropServices;
using System.Security.Cryptography;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Runtime.Lives.Trained;
using OrleansTwin.Twins.Maintenance.Degradation;
using OrleansTwin.Twins.Maintenance.Lives;

namespace OrleansTwin.Runtime.Lives;

/// <summary>What a remaining life comes from, for people: name, version, data, where it holds, and when it was learned.</summary>
internal static class LifeModels
{
    private const int VersionDigits = 8;

    public static LifeModel Of(LifeFleet fleet, LifeFit fit)
    {
        var kind = (fleet.Kind.Type, fleet.Kind.TaskId) switch
        {
            ("", var task) => $"'{task}' of machines without a type",
            (var type, "") => $"{type}",
            var (type, task) => $"'{task}' of {type}",
        };
        var best = fit.Best;
        return new LifeModel(
            FormattableString.Invariant($"{best.Form} life of {kind}"),
            VersionOf([(double)best.Form, best.Location, best.Spread, fit.Failures, fit.Suspensions]),
            $"{fit.Failures + fit.Suspensions} lives, of which {fit.Failures} ended in failures, by work orders that are done"
                + (fleet.Incomplete is (var known, var shards) ? $", of {known} of {shards} shards" : ""),
            FormattableString.Invariant(
                $"Parts that are renewed and run as these; ages up to {fleet.OldestHours:0.#} h of operation were seen to end."),
            Times.Of(fleet.LearnedTicks));
    }

    public static LifeModel Of(WearTrack track, PathExperience experience)
    {
        var (path, present, unit) = (experience.Prior, track.Present, track.Sensor.Unit);
        var form = path.Form == PathForm.Exponential ? "Exponential" : "Power-law";
        return new LifeModel(
            $"{form} wear of {track.Sensor.LocalId}",
            VersionOf(
            [
                (double)path.Form, path.Offset, path.Limit, path.LogStart.Mean, path.LogStart.Deviation, path.Rate!.Value.Mean,
                path.Rate.Value.Deviation, path.LogNoise, track.Wear.EveryTicks,
            ]),
            FormattableString.Invariant($"{present.Readings.Count} readings in the present life, the last ")
                + FormattableString.Invariant($"{present.LastValue:0.###} {unit} at {present.LastHours:0.#} h, and ")
                + Beforehand(track, experience),
            FormattableString.Invariant($"Wear that goes on as it did up to now, until {path.Limit:0.###} {unit}."),
            Times.Of(track.MinuteTicks));
    }

    public static LifeModel Of(TrainedTrack track)
    {
        var (info, model) = (track.Loaded!.Info, track.Loaded.Model!);
        var outside = track.Estimate!.Value.OutsideShare;
        return new LifeModel(
            $"Trained model '{info.Name}'", FormattableString.Invariant($"{info.Version} ({info.Sha256[..VersionDigits]})"),
            $"{model.Record.Data}: {model.Record.Groups} assets that failed, {model.Record.Rows} cycles",
            model.Record.Domain + (outside > 0 ? FormattableString.Invariant(
                $" {100 * outside:0} % of the inputs lie outside what it was learned from, so that bands are wider.") : ""),
            Times.Of(model.Record.CalibratedTicks));
    }

    private static string Beforehand(WearTrack track, PathExperience from) => (from.Lives, track.Wear.Path.Rate) switch
    {
        (0, _) => "what the plant file says beforehand",
        (var lives, null) => $"lives of its kind that were followed to their end: {lives}",
        (var lives, _) => $"lives of its kind that were followed to their end: {lives}, the plant file counting as two more",
    };

    /// <summary>The same numbers are the same version.</summary>
    private static string VersionOf(ReadOnlySpan<double> numbers) =>
        Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(numbers)))[..VersionDigits];
}
