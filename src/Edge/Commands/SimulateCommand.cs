using System.CommandLine;
using System.Globalization;
using OrleansTwin.Ingest.Mqtt;
using OrleansTwin.Runtime.Commands;

namespace OrleansTwin.Edge.Commands;

/// <summary><c>simulate</c>: a plant's discrete-event model, to a broker or just to see what truly happens.</summary>
internal static class SimulateCommand
{
    private const double HoursMax = 24 * 366;

    private static readonly Option<string?> PlantOption = new("--plant", "-p")
    {
        Description = "Plant file (YAML) [default: the demo plant].",
        HelpName = "FILE",
    };

    private static readonly Option<int> SeedOption = new("--seed")
    {
        Description = "The same plant, start and seed play the same day.",
        HelpName = "NUMBER",
        DefaultValueFactory = _ => 7,
    };

    private static readonly Option<double> HoursOption = new("--hours")
    {
        Description = "Length of the simulated time.",
        HelpName = "HOURS",
        DefaultValueFactory = _ => 24,
    };

    private static readonly Option<string?> StartOption = new("--start")
    {
        Description = "Begin of the simulated time, ISO 8601, UTC if it has no zone [default: it ends when the playing does].",
        HelpName = "TIME",
    };

    private static readonly Option<double> SpeedOption = new("--speed", "-s")
    {
        Description = "Simulated seconds per second; 1 is real time, 0 is as fast as it goes.",
        HelpName = "FACTOR",
        DefaultValueFactory = _ => 0,
    };

    private static readonly Option<string?> MqttOption = new("--mqtt", "-m")
    {
        Description = "Broker to publish telemetry to, by the plant's payload rules or else as JSON. Without: only the truth.",
        HelpName = "URL",
    };

    private static readonly Option<bool> DisturbOption = new("--disturb")
    {
        Description = "Publish as over a bad network: 2 % of the samples late (up to 4 hours), 1 % twice, 1 % out of order.",
    };

    private static readonly Option<string?> TruthOption = new("--truth", "-t")
    {
        Description = "Write what truly happened (times, pieces, energy, timelines) to this file as JSON.",
        HelpName = "FILE",
    };

    public static Command Create()
    {
        var command = new Command("simulate", "Play a simulated plant to a broker, and write the truth about it.")
        {
            PlantOption, SeedOption, HoursOption, StartOption, SpeedOption, MqttOption, DisturbOption, TruthOption,
        };
        command.SetAction(InvokeAsync);
        return command;
    }

    private static async Task<int> InvokeAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var hours = arguments.GetValue(HoursOption);
        var speed = arguments.GetValue(SpeedOption);
        Demand(hours is > 0 and <= HoursMax, "--hours", hours, "more than 0 and at most a year (8784)");
        Demand(speed is >= 0 and <= 1e6, "--speed", speed, "0 (as fast as it goes) to 1,000,000");
        var document = PlantDocuments.Load(arguments.GetValue(PlantOption) ?? PlantDocuments.Demo);
        var length = TimeSpan.FromHours(hours);
        var settings = new SimulationSettings(
            document.Plant, arguments.GetValue(SeedOption), Start(arguments.GetValue(StartOption), length, speed), length, speed,
            arguments.GetValue(MqttOption) is { } url ? MqttOptions.Parse(url) : null, arguments.GetValue(DisturbOption));
        var run = new SimulationRun(settings);
        var result = await ProgressScreen.ShowAsync("simulate", run, run.PlayAsync(cancellation));
        SimulationTable.Print(settings, result);
        if (arguments.GetValue(TruthOption) is { } file)
            TruthFile.Write(result.Truth, file);
        return ExitCode.Ok;
    }

    // Consumers refuse what lies in their future, so the simulated time ends no later than the playing does.
    private static long Start(string? given, TimeSpan length, double speed)
    {
        if (given is null)
        {
            var playing = speed == 0 ? TimeSpan.Zero : length / speed;
            return DateTime.UtcNow.Ticks - Math.Max(0, (length - playing).Ticks);
        }

        const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTime.TryParse(given, CultureInfo.InvariantCulture, Styles, out var start) && start.Year >= 1971
            ? start.Ticks
            : throw new CommandException(
                ExitCode.BadInput, $"--start is '{given}'; expected a time such as 2026-11-21T06:00:00Z, from 1971 on.");
    }

    private static void Demand(bool holds, string option, double found, string expected)
    {
        if (!holds)
        {
            throw new CommandException(
                ExitCode.BadInput, string.Create(CultureInfo.InvariantCulture, $"{option} is {found}; expected {expected}."));
        }
    }
}
