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

    public static void Save(string file, byte[] bytes) => Save(file, part => File.WriteAllBytes(part, bytes));

    /// <summary>Writes a table: a line of names, and a line for each row.</summary>
    public static void SaveTable(string file, string header, IEnumerable<string> lines) =>
        Save(file, part => File.WriteAllLines(part, lines.Prepend(header)));

    /// <summary>What is there stays whole until the new one is; of one that can't be written nothing stays.</summary>
    private static void Save(string file, Action<string> write)
    {
        var part = file + ".part";
        try
        {
            write(part);
            File.Move(part, file, overwrite: true);
        }
        catch
        {
            if (Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(part))))
                File.Delete(part);
            throw;
        }
    }
}
