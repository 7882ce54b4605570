using System.CommandLine;
using OrleansTwin.PlantFiles;
using OrleansTwin.PlantFiles.Editing;
using OrleansTwin.Runtime.Commands;

namespace OrleansTwin.Edge.Commands;

/// <summary><c>plant</c>: checks and shows plant files, and gives their JSON Schema.</summary>
internal static class PlantCommand
{
    private static readonly Argument<string> FileArgument = new("FILE") { Description = "Plant file (YAML)." };

    private static readonly Option<bool> SensorsOption = new("--sensors") { Description = "Show sensors too." };

    public static Command Create()
    {
        return new Command("plant", "Check, show and describe plant files.") { Check(), Show(), Join(), Schema() };
    }

    private static Command Check()
    {
        const string Description = "Check a plant file; tells every finding with its line. Returns 0 if it can be run, 2 if not.";
        var check = new Command("check", Description) { FileArgument };
        check.SetAction(arguments =>
        {
            PlantTree.PrintSummary(PlantDocuments.Load(arguments.GetRequiredValue(FileArgument)));
            return ExitCode.Ok;
        });
        return check;
    }

    private static Command Show()
    {
        var show = new Command("show", "Show a plant file as a tree.") { FileArgument, SensorsOption };
        show.SetAction(arguments =>
        {
            var document = PlantDocuments.Load(arguments.GetRequiredValue(FileArgument));
            PlantTree.Print(document.Plant, arguments.GetValue(SensorsOption));
            return ExitCode.Ok;
        });
        return show;
    }

    private static Command Join()
    {
        var files = new Argument<string[]>("FILES")
        {
            Description = "Plant files of sites, below the same enterprise.", Arity = ArgumentArity.OneOrMore,
        };
        const string Description = "Print one plant file with the sites of several, for a grid that Edges forward to.";
        var join = new Command("join", Description) { files };
        join.SetAction(arguments =>
        {
            var named = arguments.GetRequiredValue(files);
            var text = PlantJoin.Of([.. named.Select(file => (file, PlantDocuments.Load(file).Text))]);
            PlantDocuments.Parse(text, "The joined plant");
            arguments.InvocationConfiguration.Output.Write(text);
            return ExitCode.Ok;
        });
        return join;
    }

    private static Command Schema()
    {
        var schema = new Command("schema", "Print the JSON Schema of plant files, for completion in editors.");
        schema.SetAction(arguments =>
        {
            arguments.InvocationConfiguration.Output.WriteLine(PlantFile.JsonSchema());
            return ExitCode.Ok;
        });
        return schema;
    }
}
