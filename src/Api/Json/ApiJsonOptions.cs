using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace OrleansTwin.Api.Json;

/// <summary>
/// How the gateway writes JSON: camelCase names and enum words, ISO 8601 times in UTC, numbers that are finite or null.
/// </summary>
public static class ApiJsonOptions
{
    /// <summary>The options of everything that is not written by the framework.</summary>
    public static JsonSerializerOptions Shared { get; } = Configured();

    internal static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.NumberHandling = JsonNumberHandling.Strict;

        // Answers are never put into HTML, so names may stay readable.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.Converters.Add(new UtcTimeConverter());
        options.TypeInfoResolverChain.Insert(
            0, ApiJson.Default.WithAddedModifier(OnlyFiniteNumbers).WithAddedModifier(LeaveOutAbsentParts));
    }

    private static JsonSerializerOptions Configured()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Configure(options);
        options.MakeReadOnly();
        return options;
    }

    // A converter would do the same, but then the OpenAPI document would no longer know that these are numbers.
    private static void OnlyFiniteNumbers(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.PropertyType == typeof(double?) && property.Get is { } get)
                property.Get = owner => get(owner) is double value && double.IsFinite(value) ? value : null;
        }
    }

    // A view's two absent parts, and a problem's empty list of findings, would be noise; every other null says "undefined".
    private static void LeaveOutAbsentParts(JsonTypeInfo type)
    {
        if (type.Type != typeof(Hosting.TwinView) && type.Type != typeof(Problems.Problem))
            return;
        foreach (var property in type.Properties)
        {
            if (property.Name is "sensor" or "machine" or "composite" or "findings")
                property.ShouldSerialize = static (_, value) => value is not null;
        }
    }
}
