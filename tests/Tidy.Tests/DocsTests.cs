using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace OrleansTwin.Tidy.Tests;

/// <summary>What README and docs name exists.</summary>
public sealed partial class DocsTests
{
    private static readonly HashSet<string> Types =
    [
        .. House.All.SelectMany(
            file => file.Syntax.DescendantNodes().OfType<BaseTypeDeclarationSyntax>()).Select(type => type.Identifier.Text),
        .. House.All.SelectMany(
            file => file.Syntax.DescendantNodes().OfType<DelegateDeclarationSyntax>()).Select(type => type.Identifier.Text),
    ];

    private static readonly HashSet<string> Members =
    [
        .. House.All.SelectMany(file => file.Syntax.DescendantTokens())
            .Where(token => token.RawKind == (int)Microsoft.CodeAnalysis.CSharp.SyntaxKind.IdentifierToken)
            .Select(token => token.ValueText),
    ];

    public static TheoryData<string> Documents => [.. DocumentPaths];

    private static IEnumerable<string> DocumentPaths => Directory.EnumerateFiles(House.Root, "*.md")
        .Select(path => Path.GetFileName(path)).Concat(House.Files("docs", "*.md")).Concat(House.Files("bench", "*.md"));

    [Theory]
    [MemberData(nameof(Documents))]
    public void Names_of_types_in_documents_exist(string document)
    {
        var named = CodeSpan().Matches(House.Read(document)).Select(match => match.Groups[1].Value)
            .Select(span => TypeName().Match(span)).Where(match => match.Success);

        Tell.None(
            named.Where(match => !Types.Contains(match.Groups[1].Value) && !Members.Contains(match.Groups[1].Value))
                .Select(match => match.Value),
            $"names in {document} that the code does not have");
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Files_that_documents_link_to_exist(string document)
    {
        var folder = Path.GetDirectoryName(Path.Combine(House.Root, document))!;
        var links = Link().Matches(House.Read(document)).Select(match => match.Groups[1].Value)
            .Where(link => !link.Contains("://", StringComparison.Ordinal) && !link.StartsWith('#'))
            .Select(link => link.Split('#')[0])
            .Where(link => !Path.Exists(Path.Combine(folder, link)));

        Tell.None(links, $"links in {document} that lead nowhere");
    }

    [Fact]
    public void No_document_or_source_names_a_folder_of_one_machine()
    {
        var files = House.All.Select(file => file.Path).Concat(DocumentPaths);

        Tell.None(
            files.Where(path => !path.Contains("Tidy.Tests", StringComparison.Ordinal))
                .SelectMany(path => MachinePath().Matches(House.Read(path)).Select(match => $"{path}: {match.Value}")),
            "paths of one machine");
    }

    [GeneratedRegex(@"`([^`\n]+)`")]
    private static partial Regex CodeSpan();

    /// <summary>A single PascalCase word of two humps or more, perhaps with a member behind it.</summary>
    [GeneratedRegex(@"^([A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]*)+)(?:\.[A-Z]\w*|\(\))?$")]
    private static partial Regex TypeName();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<![\w.])/(?:work|root|home)/\w+")]
    private static partial Regex MachinePath();
}
