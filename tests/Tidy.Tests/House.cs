using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace OrleansTwin.Tidy.Tests;

/// <summary>The repository as the tidy tests read it: its files, and its C# as syntax trees.</summary>
internal static class House
{
    private static readonly string[] Foreign = ["artifacts", "bin", "obj", "node_modules", ".git"];

    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<SourceFile> Production { get; } = ReadAll("src");

    public static IReadOnlyList<SourceFile> Tests { get; } = ReadAll("tests");

    public static IReadOnlyList<SourceFile> Benchmarks { get; } = ReadAll("bench");

    public static IEnumerable<SourceFile> All => Production.Concat(Tests).Concat(Benchmarks);

    /// <summary>Files of the working tree with an ending, in order, as paths relative to the root.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) => Directory
        .EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
        .Where(path => !path.Split('/').Any(Foreign.Contains))
        .Order(StringComparer.Ordinal);

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static List<SourceFile> ReadAll(
        string folder) => [.. Files(folder, "*.cs").Select(path => new SourceFile(path, Read(path)))];

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "OrleansTwin.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException(
            $"No folder above {AppContext.BaseDirectory} holds OrleansTwin.sln; run the tests from a checkout.");
    }
}

/// <summary>One C# file.</summary>
internal sealed class SourceFile(string path, string text)
{
    private readonly Lazy<CompilationUnitSyntax> _syntax = new(() => CSharpSyntaxTree.ParseText(text).GetCompilationUnitRoot());

    public string Path => path;

    public string Text => text;

    public string[] Lines { get; } = text.TrimEnd('\n').Split('\n');

    public CompilationUnitSyntax Syntax => _syntax.Value;

    public override string ToString() => path;
}
