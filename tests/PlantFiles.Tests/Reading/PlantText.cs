namespace OrleansTwin.PlantFiles.Tests.Reading;

/// <summary>Small plants for tests: one line of machines with what a test is about put in.</summary>
internal static class PlantText
{
    /// <summary>A line with one machine <c>m</c>; <paramref name="machine"/> holds its keys, without indentation.</summary>
    public static string Machine(string machine, string top = "") =>
        $"plantFile: 1\n{top.TrimEnd()}\nline:\n  l:\n    machines:\n      m:\n{Indent(machine, 8)}";

    /// <summary>A line <c>l</c> with the machines a, b and c and further keys of the line.</summary>
    public static string Line(string line, string top = "") =>
        $"plantFile: 1\n{top.TrimEnd()}\nline:\n  l:\n{Indent(line, 4)}    machines:\n"
        + "      a: {states: alwaysProducing}\n      b: {states: alwaysProducing}\n      c: {states: alwaysProducing}\n";

    /// <summary>A machine with one sensor <c>s</c> that has these keys.</summary>
    public static string Sensor(string keys) => Machine($"states: alwaysProducing\nsensors:\n  s: {{{keys}}}\n");

    /// <summary>A calendar <c>c</c> with these keys, used by a line.</summary>
    public static string Calendar(string keys) =>
        $"plantFile: 1\ncalendars:\n  c:\n{Indent(keys, 4)}"
        + "line:\n  l:\n    calendar: c\n    machines:\n      m: {states: alwaysProducing}\n";

    public static PlantFileResult Parse(string text) => PlantFile.Parse(text, "plant.yaml");

    private static string Indent(string text, int spaces) =>
        string.Concat(text.TrimEnd().Split('\n').Select(line => new string(' ', spaces) + line + "\n"));
}
