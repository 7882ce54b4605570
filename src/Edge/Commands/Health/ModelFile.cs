using OrleansTwin.Runtime.Commands;
using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Edge.Commands.Health;

/// <summary>Model files: read with their name in what goes wrong, written whole or not at all.</summary>
internal static class ModelFile
{
    public static T Load<T>(string file, Func<byte[], T> read)
    {
        try
        {
            return read(File.ReadAllBytes(file));
        }
        catch (ModelFormatException wrong)
        {
            throw new CommandException(ExitCode.BadInput, $"{file}: {wrong.Message}", wrong);
        }
    }

    /// <summary>What is there stays whole until the new one is.</summary>
    public static void Save(string file, byte[] bytes)
    {
        var part = file + ".part";
        File.WriteAllBytes(part, bytes);
        File.Move(part, file, overwrite: true);
    }

    /// <summary>Writes a table: a line of names, and a line for each row.</summary>
    public static void SaveTable(string file, string header, IEnumerable<string> lines)
    {
        var part = file + ".part";
        File.WriteAllLines(part, lines.Prepend(header));
        File.Move(part, file, overwrite: true);
    }
}
