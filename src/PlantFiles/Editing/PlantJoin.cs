namespace OrleansTwin.PlantFiles.Editing;

/// <summary>
/// Puts the plant files of sites together as one enterprise, in their authors' words and layout. What several files say alike is
/// said once; what they say differently under one name is refused, since one of them would change its meaning.
/// </summary>
public static class PlantJoin
{
    private const string Enterprise = "enterprise";

    /// <summary>How a site's Edge takes its telemetry in is no business of the whole.</summary>
    private const string Telemetry = "telemetry";

    /// <summary>One text.</summary>
    /// <param name="files">Names and texts; each a plant file without errors, with an enterprise above its sites.</param>
    /// <exception cref="FormatException">They don't fit together; says which two, where, and how to mend it.</exception>
    public static string Of(IReadOnlyList<(string Name, string Text)> files)
    {
        var sections = Joined([.. files.Select(file => new Source(file.Name, LinesOf(file.Text)))], 0, SectionOf);
        return string.Join('\n', sections.SelectMany(section => section.Lines)) + "\n";
    }

    private static Block SectionOf(string key, IReadOnlyList<Source> said) => key switch
    {
        Telemetry => new Block(key, []),
        Enterprise => MergedBlock(key, said, EnterpriseOf),
        _ => MergedBlock(key, said, SameOf),
    };

    private static Block EnterpriseOf(string id, IReadOnlyList<Source> said) => MergedBlock(id, said, (key, parts) =>
        key == "sites" ? MergedBlock(key, parts, OnlyOf) : SameOf($"{Enterprise} {id}: {key}", parts));

    /// <summary>The children of a key, of all files together.</summary>
    private static Block MergedBlock(
        string key, IReadOnlyList<Source> said, Func<string, IReadOnlyList<Source>, Block> join)
    {
        if (said.Count == 1 || (join == SameOf && said.All(other => IsSame(other, said[0]))))
            return new Block(key, said[0].Lines);
        foreach (var source in said)
        {
            if (source.Lines.Skip(HeadOf(source) + 1).All(line => !Says(line)))
            {
                throw Refused(
                    $"'{source.Lines[HeadOf(source)].Trim()}' of {source.Name} stands in one line", "a block, indented below it");
            }
        }

        var bodies = said.Select(source => new Source(source.Name, [.. source.Lines.Skip(HeadOf(source) + 1)])).ToList();
        var indent = bodies.Select(body => IndentOf(body.Lines.First(Says))).Distinct().ToList();
        if (indent.Count > 1)
            throw Refused($"'{key}' is indented by {string.Join(" and ", indent)} blanks", "the same in all files");
        var children = Joined(bodies, indent[0], join);
        return new Block(key, [.. said[0].Lines.Take(HeadOf(said[0]) + 1), .. children.SelectMany(child => child.Lines)]);
    }

    private static Block SameOf(string key, IReadOnlyList<Source> said)
    {
        var other = said.FirstOrDefault(source => !IsSame(source, said[0]));
        return other is null ? new Block(key, said[0].Lines) : throw Refused(
            $"{said[0].Name} and {other.Name} say different things of '{key}'",
            "the same in both, or another name in one of them");
    }

    private static Block OnlyOf(string key, IReadOnlyList<Source> said) => said.Count == 1
        ? new Block(key, said[0].Lines)
        : throw Refused($"{said[0].Name} and {said[1].Name} both have site '{key}'", "each site in one file");

    private static List<Block> Joined(
        IReadOnlyList<Source> sources, int indent, Func<string, IReadOnlyList<Source>, Block> join)
    {
        var keys = new List<string>();
        var said = new Dictionary<string, List<Source>>(StringComparer.Ordinal);
        foreach (var source in sources)
        {
            foreach (var block in Split(source.Lines, indent))
            {
                if (!said.TryGetValue(block.Key, out var all))
                {
                    said.Add(block.Key, all = []);
                    keys.Add(block.Key);
                }

                all.Add(new Source(source.Name, block.Lines));
            }
        }

        return keys.ConvertAll(key => join(key, said[key]));
    }

    /// <summary>What stands at an indent, each with the comments before it and all that is indented below it.</summary>
    private static IEnumerable<Block> Split(IReadOnlyList<string> lines, int indent)
    {
        var (key, begin, comments) = ((string?)null, 0, 0);
        for (var i = 0; i < lines.Count; i++)
        {
            if (!Says(lines[i]) || IndentOf(lines[i]) > indent)
            {
                comments += Says(lines[i]) ? -comments : 1;
                continue;
            }

            if (key is not null)
                yield return new Block(key, [.. lines.Skip(begin).Take(i - comments - begin)]);
            (key, begin, comments) = (KeyOf(lines[i]), key is null ? 0 : i - comments, 0);
        }

        if (key is not null)
            yield return new Block(key, [.. lines.Skip(begin)]);
    }

    private static string KeyOf(string line)
    {
        var text = line.Trim();
        return !text.StartsWith('-') && text.IndexOf(':', StringComparison.Ordinal) is > 0 and var end
            ? text[..end].Trim('"', '\'', ' ')
            : text;
    }

    private static bool IsSame(Source one, Source other) => one.Lines.Where(Says).Select(line => line.TrimEnd())
        .SequenceEqual(other.Lines.Where(Says).Select(line => line.TrimEnd()), StringComparer.Ordinal);

    private static int HeadOf(Source source) => source.Lines.ToList().FindIndex(Says);

    private static bool Says(string line) => line.AsSpan().Trim() is { Length: > 0 } text && text[0] != '#';

    private static int IndentOf(string line) => line.Length - line.TrimStart(' ').Length;

    private static string[] LinesOf(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

    private static FormatException Refused(string found, string expected) =>
        new($"The files can't be joined: {found}. Expected: {expected}.");

    private sealed record Source(string Name, IReadOnlyList<string> Lines);

    private sealed record Block(string Key, IReadOnlyList<string> Lines);
}
