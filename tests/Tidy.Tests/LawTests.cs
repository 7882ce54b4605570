using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace OrleansTwin.Tidy.Tests;

/// <summary>Laws of style that a compiler does not hold.</summary>
public sealed partial class LawTests
{
    [Fact]
    public void Event_ids_of_log_messages_are_unique()
    {
        var ids = House.Production.SelectMany(file => file.Syntax.DescendantNodes().OfType<AttributeSyntax>()
            .Where(attribute => attribute.Name.ToString() == "LoggerMessage")
            .Select(attribute => (Id: attribute.ArgumentList!.Arguments[0].ToString(), File: file.Path)));

        Tell.None(
            ids.GroupBy(item => item.Id).Where(group => group.Count() > 1)
                .Select(group => $"{group.Key}: {string.Join(", ", group.Select(item => item.File))}"),
            "event ids used twice");
    }

    [Fact]
    public void Nothing_is_left_to_be_done_later()
    {
        var marks = new[] { "TO" + "DO", "FIX" + "ME", "HA" + "CK", "NotImplemented" + "Exception" };

        Tell.None(
            House.All.SelectMany(file => file.Lines.Select((line, index) => (line, index))
                .Where(item => marks.Any(mark => item.line.Contains(mark, StringComparison.Ordinal)))
                .Select(item => $"{file}:{item.index + 1}: {item.line.Trim()}")),
            "left-overs");
    }

    [Fact]
    public void Tests_do_not_sleep_and_are_not_skipped()
    {
        var found = House.Tests.SelectMany(file => file.Syntax.DescendantNodes()
            .Where(node => node is MemberAccessExpressionSyntax access && access.ToString() == "Thread.Sleep"
                || (node is AttributeArgumentSyntax { NameEquals: { } name } && name.Name.ToString() == "Skip"))
            .Select(node => $"{file}: {node}"));

        Tell.None(found, "sleeps and skips in tests");
    }

    [Fact]
    public void The_compiler_is_not_silenced()
    {
        var found = House.Production.SelectMany(file => file.Lines.Select((line, index) => (line, index))
            .Where(item => SilencedNull().IsMatch(
                item.line) || item.line.Contains("#pragma warning disable", StringComparison.Ordinal))
            .Select(item => $"{file}:{item.index + 1}: {item.line.Trim()}"));

        Tell.None(found, "places that silence the compiler");
    }

    [Fact]
    public void Production_methods_named_async_void_do_not_exist()
    {
        var found = House.Production.SelectMany(file => file.Syntax.DescendantNodes().OfType<MethodDeclarationSyntax>()
            .Where(method => method.ReturnType.ToString() == "void" && method.Modifiers.Any(modifier => modifier.Text == "async"))
            .Select(method => $"{file}: {method.Identifier.Text}"));

        Tell.None(found, "async void methods; their exceptions end the process");
    }

    [GeneratedRegex(@"= null!|= default!")]
    private static partial Regex SilencedNull();
}
