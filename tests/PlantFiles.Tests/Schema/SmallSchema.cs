using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace OrleansTwin.PlantFiles.Tests.Schema;

/// <summary>
/// The part of JSON Schema 2020-12 that the plant schema uses. A keyword that it does not know is an error of the test, so that
/// no rule of the schema goes unchecked.
/// </summary>
internal static class SmallSchema
{
    private static readonly HashSet<string> Notes = ["$schema", "$id", "$defs", "title", "description"];

    public static JsonNode? Load(string path) => Parse(File.ReadAllText(path));

    /// <summary>YAML as editors read it (YAML 1.2, core schema).</summary>
    public static JsonNode? Parse(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return ToJson(stream.Documents[0].RootNode);
    }

    /// <summary>Each failed keyword with the place of the value that failed it: <c>$.line.l: required</c>.</summary>
    public static IReadOnlyList<string> Errors(JsonElement root, JsonNode? value)
    {
        var errors = new List<string>();
        Check(root, root, value, "$", errors);
        return errors;
    }

    private static void Check(JsonElement root, JsonElement schema, JsonNode? value, string at, List<string> errors)
    {
        foreach (var keyword in schema.EnumerateObject().Where(keyword => !Notes.Contains(keyword.Name)))
        {
            if (keyword.Name == "$ref")
                Check(root, Resolve(root, keyword.Value.GetString()!), value, at, errors);
            else if (value is JsonObject map && IsForMaps(keyword.Name))
                CheckMap(root, schema, keyword, map, at, errors);
            else if (keyword.Name == "items" && value is JsonArray list)
                CheckItems(root, keyword.Value, list, at, errors);
            else if (!Holds(root, keyword, value))
                errors.Add($"{at}: {keyword.Name}");
        }
    }

    private static bool IsForMaps(string keyword) =>
        keyword is "properties" or "additionalProperties" or "propertyNames" or "required";

    private static void CheckItems(JsonElement root, JsonElement schema, JsonArray list, string at, List<string> errors)
    {
        for (var i = 0; i < list.Count; i++)
            Check(root, schema, list[i], $"{at}[{i}]", errors);
    }

    private static void CheckMap(
        JsonElement root, JsonElement schema, JsonProperty keyword, JsonObject map, string at, List<string> errors)
    {
        var isFine = keyword.Name switch
        {
            "required" => keyword.Value.EnumerateArray().All(key => map.ContainsKey(key.GetString()!)),
            "propertyNames" => map.All(entry => IsValid(root, keyword.Value, JsonValue.Create(entry.Key))),
            "additionalProperties" when keyword.Value.ValueKind == JsonValueKind.False =>
                map.All(entry => schema.GetProperty("properties").TryGetProperty(entry.Key, out _)),
            _ => true,
        };
        if (!isFine)
            errors.Add($"{at}: {keyword.Name}");
        if (keyword.Name is "propertyNames" or "required" || keyword.Value.ValueKind == JsonValueKind.False)
            return;
        foreach (var (key, value) in map)
        {
            if (keyword.Name == "additionalProperties")
                Check(root, keyword.Value, value, $"{at}.{key}", errors);
            else if (keyword.Value.TryGetProperty(key, out var property))
                Check(root, property, value, $"{at}.{key}", errors);
        }
    }

    private static bool Holds(JsonElement root, JsonProperty keyword, JsonNode? value) => keyword.Name switch
    {
        "type" => keyword.Value.ValueKind == JsonValueKind.Array
            ? keyword.Value.EnumerateArray().Any(type => IsType(type.GetString()!, value))
            : IsType(keyword.Value.GetString()!, value),
        "const" => Same(keyword.Value, value),
        "enum" => keyword.Value.EnumerateArray().Any(known => Same(known, value)),
        "anyOf" => keyword.Value.EnumerateArray().Any(schema => IsValid(root, schema, value)),
        "oneOf" => keyword.Value.EnumerateArray().Count(schema => IsValid(root, schema, value)) == 1,
        "pattern" => !IsType("string", value) || Regex.IsMatch(value!.GetValue<string>(), keyword.Value.GetString()!),
        "minimum" => !IsType("number", value) || value!.GetValue<double>() >= keyword.Value.GetDouble(),
        "maximum" => !IsType("number", value) || value!.GetValue<double>() <= keyword.Value.GetDouble(),
        "minLength" => !IsType("string", value) || value!.GetValue<string>().Length >= keyword.Value.GetInt32(),
        "minItems" => value is not JsonArray list || list.Count >= keyword.Value.GetInt32(),
        "maxItems" => value is not JsonArray list || list.Count <= keyword.Value.GetInt32(),
        "items" => true,
        _ when IsForMaps(keyword.Name) => true,
        _ => throw new NotSupportedException($"The schema uses {keyword.Name}, which this check does not know."),
    };

    private static bool IsValid(JsonElement root, JsonElement schema, JsonNode? value)
    {
        var errors = new List<string>();
        Check(root, schema, value, "$", errors);
        return errors.Count == 0;
    }

    private static bool Same(JsonElement known, JsonNode? value) =>
        JsonNode.DeepEquals(JsonNode.Parse(known.GetRawText()), value)
        || (known.ValueKind == JsonValueKind.Number && IsType("number", value) && known.GetDouble() == value!.GetValue<double>());

    private static bool IsType(string type, JsonNode? value) => type switch
    {
        "null" => value is null,
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "integer" => value?.GetValueKind() == JsonValueKind.Number && double.IsInteger(value.GetValue<double>()),
        "number" => value?.GetValueKind() == JsonValueKind.Number,
        "boolean" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        _ => value?.GetValueKind() == JsonValueKind.String,
    };

    private static JsonElement Resolve(JsonElement root, string reference) =>
        reference[2..].Split('/').Aggregate(root, (at, step) => at.GetProperty(step));

    private static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(entry =>
            KeyValuePair.Create(((YamlScalarNode)entry.Key).Value!, ToJson(entry.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(ToJson)]),
        YamlScalarNode { Style: ScalarStyle.Plain } scalar => Plain(scalar.Value ?? ""),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => throw new NotSupportedException($"No JSON for {node.NodeType}."),
    };

    private static JsonValue? Plain(string text) => text switch
    {
        "" or "~" or "null" => null,
        "true" or "false" => JsonValue.Create(text == "true"),
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) =>
            JsonValue.Create(number),
        _ => JsonValue.Create(text),
    };
}
