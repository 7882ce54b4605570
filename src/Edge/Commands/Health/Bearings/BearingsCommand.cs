using System.CommandLine;
using OrleansTwin.Runtime.Commands;

namespace OrleansTwin.Edge.Commands.Health.Bearings;

/// <summary><c>health bearings</c>: how early bearings are noticed.</summary>
internal static class BearingsCommand
{
    private static readonly Option<string> DataOption = new("--data", "-d")
    {
        Description = "The folder of the IMS tests, each reduced to the mean absolute acceleration.", HelpName = "FOLDER",
        Required = true,
    };

    public static Command Create()
    {
        var evaluate = new Command(
            "evaluate", "Lead time and false alarms on run-to-failure tests, by own baseline and by a fixed threshold.")
        {
            DataOption,
        };
        evaluate.SetAction(arguments => Evaluate(ImsFiles.Read(arguments.GetRequiredValue(DataOption))));
        return new Command("bearings", "How early are failing bearings noticed?") { evaluate };
    }

    private static int Evaluate(IReadOnlyList<BearingRun> runs)
    {
        Console.WriteLine("Limits for a test are the smallest without a false alarm on the others. Hours are of operation.");
        foreach (var run in runs)
        {
            var others = runs.Where(other => other != run).ToList();
            var ratio = BearingTrial.LimitFrom(BearingTrial.Ratios, others, BearingTrial.ByBaseline);
            var level = BearingTrial.LimitFrom(BearingTrial.LevelsG, others, BearingTrial.ByThreshold);
            Print(run, FormattableString.Invariant($"own baseline, {ratio:P0} above"), BearingTrial.ByBaseline(run, ratio));
            Print(run, FormattableString.Invariant($"fixed threshold, {level} g"), BearingTrial.ByThreshold(run, level));
        }

        return ExitCode.Ok;
    }

    private static void Print(BearingRun run, string by, BearingAlarms alarms)
    {
        var failed = run.Failed.Select(bearing => alarms.LeadHours.TryGetValue(bearing, out var lead)
            ? FormattableString.Invariant($"{bearing} {lead:F1} h before the end")
            : $"{bearing} not noticed");
        var others = alarms.LeadHours.Keys.Except(run.Failed).Order(StringComparer.Ordinal).Select(
            bearing => FormattableString.Invariant($"{bearing} {alarms.LeadHours[bearing]:F1} h"));
        Console.WriteLine(
            $"{run.Name}, {by}: failed: {string.Join(", ", failed)}; false alarms: {alarms.FalseAlarms}; first alarms of others: "
            + $"{string.Join(", ", others.DefaultIfEmpty("none"))}");
    }
}
