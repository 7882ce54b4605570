using System.CommandLine;
using System.CommandLine.Invocation;
using OrleansTwin.Edge.Commands.Energy;
using OrleansTwin.Edge.Commands.Health;
using OrleansTwin.Runtime.Commands;

namespace OrleansTwin.Edge.Commands;

/// <summary>The command line: without a command, a plant runs (the demo plant, if none is named).</summary>
internal static class EdgeCommandLine
{
    /// <summary>How long a command may take to end in order when a signal asks it to.</summary>
    private static readonly TimeSpan EndMax = TimeSpan.FromSeconds(30);

    public static Task<int> RunAsync(string[] args) => Failures.TellAsync(async () =>
    {
        var parsed = Create().Parse(args);
        if (parsed.Action is ParseErrorAction wrong)
            wrong.ShowHelp = false;
        var settings = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = EndMax };
        var exitCode = await parsed.InvokeAsync(settings);
        if (exitCode == ExitCode.Ok || parsed.Errors.Count == 0)
            return exitCode;
        await Console.Error.WriteLineAsync("Try --help.");
        return ExitCode.BadInput;
    });

    private static RootCommand Create()
    {
        var root = new RootCommand(
            "OrleansTwin Edge: live digital twins of a plant in one process. "
            + "Without a command it runs a demo plant on the built-in simulator.");
        var run = RunCommand.Create();
        foreach (var option in run.Options)
            root.Options.Add(option);
        root.SetAction(RunCommand.InvokeAsync);
        root.Subcommands.Add(run);
        root.Subcommands.Add(ReplayCommand.Create());
        root.Subcommands.Add(SimulateCommand.Create());
        root.Subcommands.Add(PlantCommand.Create());
        root.Subcommands.Add(HistoryCommand.Create());
        root.Subcommands.Add(StoreCommand.Create());
        root.Subcommands.Add(HealthCommand.Create());
        root.Subcommands.Add(EnergyCommand.Create());
        HelpExamples.AddTo(root);
        return root;
    }
}
