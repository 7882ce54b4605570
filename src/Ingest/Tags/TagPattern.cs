using System.Text;
using System.Text.RegularExpressions;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Ingest.Tags;

/// <summary>
/// A <see cref="TagRule"/>, compiled: <c>{name}</c> and <c>+</c> take one step of the tag (up to / or :), <c>#</c> the rest.
/// The engine that does not backtrack is used, so that no tag can make it slow.
/// </summary>
public sealed class TagPattern
{
    private readonly Regex _regex;
    private readonly string _template;
    private readonly string[] _names;

    public TagPattern(TagRule rule)
    {
        _regex = new Regex(Expression(rule.Pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        _template = rule.SensorTemplate;
        _names = [.. _regex.GetGroupNames().Where(name => !char.IsAsciiDigit(name[0]))];
    }

    /// <summary>The sensor path that the template makes of this tag, or null where the pattern does not match.</summary>
    public string? SensorOf(string tag)
    {
        var match = _regex.Match(tag);
        if (!match.Success)
            return null;
        var sensor = new StringBuilder(_template);
        foreach (var name in _names)
            sensor.Replace('{' + Unescaped(name) + '}', match.Groups[name].Value);
        return sensor.ToString();
    }

    private static string Expression(string pattern)
    {
        var expression = new StringBuilder("^");
        for (var at = 0; at < pattern.Length; at++)
        {
            var close = pattern[at] == '{' ? pattern.IndexOf('}', at) : -1;
            expression.Append(pattern[at] switch
            {
                '+' => "[^/:]+",
                '#' => ".*",
                '{' when close > at + 1 => $"(?<{Escaped(pattern[(at + 1)..close])}>[^/:]+)",
                var other => Regex.Escape(other.ToString()),
            });
            at = Math.Max(at, close);
        }
        return expression.Append("\\z").ToString();
    }

    // Group names are letters, digits and _; a step may be called line-id.
    private static string Escaped(string name) =>
        "n_" + string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c.ToString() : $"_{(int)c:x4}"));

    private static string Unescaped(string group) =>
        Regex.Replace(group[2..], "_([0-9a-f]{4})", match => ((char)Convert.ToInt32(match.Groups[1].Value, 16)).ToString());
}
