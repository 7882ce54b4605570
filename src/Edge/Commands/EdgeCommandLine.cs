using System.CommandLine;

namespace OrleansTwin.Edge.Commands;

/// <summary>The command line: without a command, the demo plant runs.</summary>
internal static class EdgeCommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand(
            "OrleansTwin Edge: live digital twins of a plant in one process. Without a command it runs a demo plant on the built-in simulator.");
        var run = RunCommand.Create();
        foreach (var option in run.Options)
            root.Options.Add(option);
        root.SetAction(RunCommand.InvokeAsync);
        root.Subcommands.Add(run);
        return await root.Parse(args).InvokeAsync();
    }
}
