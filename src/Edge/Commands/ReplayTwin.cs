using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using OrleansTwin.Edge.Replays;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Runtime.Logging;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Edge.Commands;

/// <summary><c>replay --twin</c>: a twin as it was at a past moment, also beside a running Edge.</summary>
internal static class ReplayTwin
{
    private const int NamesShown = 5;

    public static async Task<int> RunAsync(ReplayTwinSettings settings, CancellationToken cancellation)
    {
        if (!ReplayMoment.TryParse(settings.At, out var moment))
        {
            throw new CommandException(
                ExitCode.BadInput,
                $"--at is '{settings.At}'; expected a time like 2026-03-02T14:05:30Z, or the number of a batch like #1234.");
        }

        using var logs = LoggerFactory.Create(Logs.ConfigureQuiet);
        await using var past = settings.Store.OpenPast();
        var now = TimeProvider.System.GetUtcNow().UtcTicks;
        await using var replay = await TwinReplay.RunAsync(
            past, moment, now, version => PlantDocuments.Parse(version.Text, $"version {version.Info.Number}").Plant,
            logs.CreateLogger("OrleansTwin"), cancellation);
        var asset = replay.Plant.Find(settings.Twin) ?? throw Unknown(settings.Twin, replay.Plant, moment);
        await ShowAsync(settings, replay, asset, moment, now);
        return ExitCode.Ok;
    }

    private static async Task ShowAsync(
        ReplayTwinSettings settings, TwinReplay replay, Asset asset, ReplayMoment moment, long nowTicks)
    {
        var state = await replay.Runtime.StateOfAsync(asset);
        var view = await ReplayView.OfAsync(replay, asset, moment.AtTicks ?? replay.Span.AtTicks ?? nowTicks);
        var report = new ReplayTwinReport(
            replay.Span.AtTicks is { } at ? new DateTime(at, DateTimeKind.Utc) : null, replay.Span.ToSequence,
            replay.Span.Milestone.PlantVersion, state.Length, Convert.ToHexStringLower(SHA256.HashData(state)), view);
        if (settings.StateOut is { } file)
            await File.WriteAllBytesAsync(file, state);
        if (settings.Json == "-")
            Console.WriteLine(ReplayTwinText.Json(report));
        else
            Console.WriteLine(ReplayTwinText.Lines(report, moment));
        if (settings.Json is { } json and not "-")
            await File.WriteAllTextAsync(json, ReplayTwinText.Json(report) + Environment.NewLine);
    }

    private static CommandException Unknown(string id, Plant plant, ReplayMoment moment)
    {
        var name = id[(id.LastIndexOf('/') + 1)..];
        var near = plant.Assets.Where(asset => asset.Id.EndsWith($"/{name}", StringComparison.OrdinalIgnoreCase))
            .Select(asset => asset.Id).Take(NamesShown).DefaultIfEmpty(plant.Root.Id);
        return new CommandException(
            ExitCode.BadInput,
            $"The plant had no twin '{id}' at {moment}. Near it: {string.Join(", ", near)}. "
            + "plant show FILE --sensors lists all of a plant.");
    }
}

/// <summary>What is shown of a replayed twin: when its newest batch had come, and what it was then.</summary>
internal sealed record ReplayTwinReport(
    DateTime? At, long Batch, int PlantVersion, int StateBytes, string StateSha256, Api.Hosting.TwinView Twin);
