using OrleansTwin.PlantFiles;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Commands;

/// <summary>A plant file that was read: its name, its text and the plant.</summary>
internal sealed record PlantDocument(string Name, string Text, Plant Plant);

/// <summary>Reads plant files for commands, telling findings on standard error.</summary>
internal static class PlantDocuments
{
    /// <summary>The demo plant that comes with the program.</summary>
    public static string Demo => Supplied("demo.yaml");

    /// <summary>The twin of the recorded CNC mill experiments.</summary>
    public static string CncMill => Supplied("cnc-mill.yaml");

    /// <exception cref="CommandException">The file has errors; all of them were told.</exception>
    public static PlantDocument Load(string path) => Tell(PlantFile.Load(path), path, () => File.ReadAllText(path));

    /// <summary>Reads a version that a store has kept; <paramref name="name"/> stands in the findings.</summary>
    /// <exception cref="CommandException">The text has errors; all of them were told.</exception>
    public static PlantDocument Parse(string text, string name) => Tell(PlantFile.Parse(text, name), name, () => text);

    /// <summary><c>1 error</c>, <c>2 errors</c>.</summary>
    public static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count:N0} {noun}s";

    private static PlantDocument Tell(PlantFileResult result, string name, Func<string> text)
    {
        foreach (var finding in result.Errors.Concat(result.Warnings))
            Console.Error.WriteLine(finding);
        return result.Plant is { } plant
            ? new PlantDocument(name, text(), plant)
            : throw new CommandException(
                ExitCode.BadInput, $"{name} has {Count(result.Errors.Count, "error")} and yields no plant.");
    }

    private static string Supplied(string file) => Path.Combine(AppContext.BaseDirectory, "Plants", file);
}
