using System.Text;
using System.Text.Json;

namespace OrleansTwin.Ingest.Decoding;

/// <summary>
/// A small JSONPath: <c>$.a.b[0]</c>, <c>$['a b']</c>, and <c>[*]</c> for all elements of an array. Compiled once, evaluated on
/// the bytes.
/// </summary>
public sealed class JsonPath
{
    private readonly Step[] _steps;

    private JsonPath(Step[] steps) => _steps = steps;

    public bool HasWildcard => _steps.Any(step => step.IsAll);

    /// <exception cref="FormatException">names the path, the place and what was expected.</exception>
    public static JsonPath Parse(string path)
    {
        var steps = new List<Step>();
        var at = path.StartsWith('$') ? 1 : throw Bad(path, 0, "'$'");
        while (at < path.Length)
            steps.Add(path[at] switch
            {
                '.' => Name(path, ref at),
                '[' => Bracket(path, ref at),
                _ => throw Bad(path, at, "'.' or '['"),
            });
        return new JsonPath([.. steps]);
    }

    /// <summary>Where the first value at this path begins and ends in <paramref name="json"/>; false if there is none.</summary>
    public bool TryFind(ReadOnlySpan<byte> json, int depthMax, out Range where)
    {
        var finder = new First();
        Find(json, depthMax, ref finder);
        where = finder.Where;
        return finder.Found;
    }

    /// <summary>Hands every value at this path to <paramref name="visitor"/>, until it wants no more.</summary>
    /// <exception cref="JsonException">The document is malformed; what came before was handed over.</exception>
    public void Find<T>(ReadOnlySpan<byte> json, int depthMax, ref T visitor)
        where T : IVisitor, allows ref struct
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = depthMax });
        if (reader.Read())
            Visit(ref reader, 0, ref visitor);
    }

    private bool Visit<T>(ref Utf8JsonReader reader, int depth, ref T visitor)
        where T : IVisitor, allows ref struct
    {
        if (depth == _steps.Length)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            return visitor.Visit(start..(int)reader.BytesConsumed);
        }
        var step = _steps[depth];
        if (step.Name is null && reader.TokenType == JsonTokenType.StartArray)
            return VisitElements(ref reader, step, depth, ref visitor);
        if (step.Name is not null && reader.TokenType == JsonTokenType.StartObject)
            return VisitMember(ref reader, step, depth, ref visitor);
        reader.Skip();
        return true;
    }

    private bool VisitMember<T>(ref Utf8JsonReader reader, Step step, int depth, ref T visitor)
        where T : IVisitor, allows ref struct
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = reader.ValueTextEquals(step.Name);
            reader.Read();
            if (!isIt)
                reader.Skip();
            else if (!Visit(ref reader, depth + 1, ref visitor))
                return false;
        }
        return true;
    }

    private bool VisitElements<T>(ref Utf8JsonReader reader, Step step, int depth, ref T visitor)
        where T : IVisitor, allows ref struct
    {
        for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            if (!step.IsAll && index != step.Index)
                reader.Skip();
            else if (!Visit(ref reader, depth + 1, ref visitor))
                return false;
        }
        return true;
    }

    private static Step Name(string path, ref int at)
    {
        var end = path.IndexOfAny(['.', '['], at + 1) is >= 0 and var next ? next : path.Length;
        var name = path[(at + 1)..end];
        if (name.Length == 0)
            throw Bad(path, at + 1, "a name");
        at = end;
        return new Step(Encoding.UTF8.GetBytes(name), 0);
    }

    private static Step Bracket(string path, ref int at)
    {
        var end = path.IndexOf(']', at);
        var inside = end < 0 ? throw Bad(path, path.Length, "']'") : path[(at + 1)..end];
        var step = inside switch
        {
            "*" => new Step(null, Step.All),
            ['\'', .., '\''] or ['"', .., '"'] => new Step(Encoding.UTF8.GetBytes(inside[1..^1]), 0),
            _ when int.TryParse(inside, out var index) && index >= 0 => new Step(null, index),
            _ => throw Bad(path, at + 1, "a number, '*' or a name in quotes"),
        };
        at = end + 1;
        return step;
    }

    private static FormatException Bad(string path, int at, string expected) =>
        new($"JSON path '{path}' at character {at + 1}: expected {expected}. Write it like $.machine.values[0].");

    /// <summary>Takes the values that a path finds.</summary>
    public interface IVisitor
    {
        /// <returns>Whether to go on.</returns>
        bool Visit(Range where);
    }

    private readonly record struct Step(byte[]? Name, int Index)
    {
        public const int All = -1;

        public bool IsAll => Name is null && Index == All;
    }

    private struct First : IVisitor
    {
        public bool Found;
        public Range Where;

        public bool Visit(Range where)
        {
            (Found, Where) = (true, where);
            return false;
        }
    }
}
