using System.CommandLine;
using OrleansTwin.Bench.Scale;

namespace OrleansTwin.Bench.Commands;

/// <summary><c>scale</c>: the tables of docs/scale.md.</summary>
internal static class ScaleCommand
{
    public static Command Create()
    {
        var command = new Command("scale", "Lays 1,000 plants on shards and silos and reckons their load from measured figures.");
        command.SetAction(_ => new ScalePlan(Console.Out).Write());
        return command;
    }
}
