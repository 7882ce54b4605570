using System.CommandLine;
using OrleansTwin.Runtime.Commands;

namespace OrleansTwin.Edge.Commands.Health;

/// <summary>Options that commands about models have in common.</summary>
internal static class HealthOptions
{
    private const int SeedsMax = 100;

    public static readonly Option<string> Model = new("--model", "-m")
    {
        Description = "A model that train wrote.", HelpName = "FILE", Required = true,
    };

    public static readonly Option<string> Out = new("--out", "-o")
    {
        Description = "The file to write.", HelpName = "FILE", Required = true,
    };

    public static readonly Option<ulong> Seed = new("--seed")
    {
        Description = "The same data and seed learn the same model.", HelpName = "NUMBER", DefaultValueFactory = _ => 1,
    };

    public static readonly Option<int> Seeds = new("--seeds")
    {
        Description = "How many seeds are judged, from 1 on.", HelpName = "COUNT", DefaultValueFactory = _ => 3,
    };

    public static string[]? Names(string? text) =>
        text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public static int SeedsOf(ParseResult arguments)
    {
        var seeds = arguments.GetValue(Seeds);
        return seeds is >= 1 and <= SeedsMax
            ? seeds
            : throw new CommandException(ExitCode.BadInput, $"--seeds is {seeds}; expected 1 to {SeedsMax}.");
    }
}
