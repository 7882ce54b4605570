using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace OrleansTwin.Tidy.Tests;

/// <summary>Small files, short methods, short lines. The medians are ratchets: lower them when the code allows.</summary>
public sealed class SizeTests
{
    private const int FileLinesMax = 400;
    private const int FileLinesMedianMax = 80;
    private const int MethodLinesMax = 70;
    private const int MethodLinesMedianMax = 10;
    private const int LineCharactersMax = 130;

    [Fact]
    public void No_production_file_is_longer_than_the_limit()
    {
        var long_ = House.Production.Where(
            file => file.Lines.Length > FileLinesMax).Select(file => $"{file}: {file.Lines.Length} lines");

        Tell.None(long_, $"files over {FileLinesMax} lines; split them by concern");
    }

    [Fact]
    public void Half_of_the_production_files_are_short() =>
        Assert.InRange(Median(House.Production.Select(file => file.Lines.Length)), 1, FileLinesMedianMax);

    [Fact]
    public void No_method_is_longer_than_the_limit()
    {
        var long_ = House.All.SelectMany(file => Methods(file)
            .Where(method => Lines(method) > MethodLinesMax)
            .Select(method => $"{file}: {Name(method)} has {Lines(method)} lines"));

        Tell.None(long_, $"methods over {MethodLinesMax} lines; let leaves compute");
    }

    [Fact]
    public void Half_of_the_methods_are_short() =>
        Assert.InRange(Median(House.Production.SelectMany(Methods).Select(Lines)), 1, MethodLinesMedianMax);

    [Fact]
    public void No_line_is_longer_than_the_limit()
    {
        var long_ = House.All.SelectMany(file => file.Lines
            .Select((line, index) => (line, number: index + 1))
            .Where(item => item.line.Length > LineCharactersMax)
            .Select(item => $"{file}:{item.number}: {item.line.Length} characters"));

        Tell.None(long_, $"lines over {LineCharactersMax} characters");
    }

    private static IEnumerable<SyntaxNode> Methods(SourceFile file) => file.Syntax.DescendantNodes()
        .Where(node => node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax);

    private static int Lines(SyntaxNode method)
    {
        var span = method.SyntaxTree.GetLineSpan(method.Span);
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }

    private static string Name(SyntaxNode method) =>
        method is MethodDeclarationSyntax named ? named.Identifier.Text : method.Kind().ToString();

    private static int Median(IEnumerable<int> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
