using System.Text.Json;
using OrleansTwin.PlantFiles.Reading;
using OrleansTwin.PlantFiles.Tests.Examples;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Tests.Schema;

/// <summary>The schema is what editors complete by, the reader is what decides: they must say the same.</summary>
public sealed class SchemaTests
{
    private readonly JsonElement _schema = JsonDocument.Parse(PlantFile.JsonSchema()).RootElement;

    public static TheoryData<string> Kinds => [.. KeySets.All.Select(keys => keys.Name)];

    private JsonElement Definitions => _schema.GetProperty("$defs");

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_schema_has_every_key_that_the_reader_accepts_and_no_other(string kind)
    {
        var definition = Definitions.GetProperty(kind);
        Assert.Equal(
            KeySets.All.Single(keys => keys.Name == kind).Keys.Order(StringComparer.Ordinal),
            definition.GetProperty("properties")
                .EnumerateObject()
                .Select(property => property.Name)
                .Order(StringComparer.Ordinal));
        Assert.False(definition.GetProperty("additionalProperties").GetBoolean());
    }

    [Fact]
    public void Every_map_of_the_schema_is_one_that_the_reader_knows() =>
        Assert.Equal(
            KeySets.All.Select(keys => keys.Name).Order(StringComparer.Ordinal),
            Definitions.EnumerateObject()
                .Where(definition => definition.Value.TryGetProperty("properties", out _))
                .Select(definition => definition.Name)
                .Order(StringComparer.Ordinal));

    [Fact]
    public void The_schema_lists_the_words_that_the_reader_accepts()
    {
        AssertWords("valueKind", Vocabulary.ValueKinds.All);
        AssertWords("sensorRole", Vocabulary.SensorRoles.All);
        AssertWords("pathForm", Vocabulary.PathForms.All);
        AssertWords("rangePolicy", Vocabulary.RangePolicies.All);
        AssertWords("signalShape", Vocabulary.SignalShapes.All);
        AssertWords("quantityRole", Vocabulary.QuantityRoles.All);
        AssertWords("quantityMode", Vocabulary.QuantityModes.All);
        AssertWords("carrier", Vocabulary.Carriers.All);
        AssertWords("factorMethod", Vocabulary.FactorMethods.All);
        AssertWords("payloadFormat", Vocabulary.PayloadFormats.All);
        AssertWords("timeFormat", Vocabulary.TimeFormats.All);
        AssertWords("meterKind", Vocabulary.MeterKinds.All);
        AssertWords("oeeRule", Vocabulary.OeeRules.All);
        AssertWords("packMlState", Vocabulary.States.All);
        AssertWords("stateReason", Vocabulary.Reasons.All);
    }

    [Fact]
    public void The_schema_completes_every_unit() =>
        Assert.Equal(
            Units.Symbols.Order(StringComparer.Ordinal),
            Strings(Definitions.GetProperty("unit").GetProperty("anyOf")[0].GetProperty("enum")).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(ExampleTests.Names), MemberType = typeof(ExampleTests))]
    public void Every_example_is_valid_by_the_schema(string name) =>
        Assert.Empty(SmallSchema.Errors(_schema, SmallSchema.Load(ExamplePlants.PathOf(name))));

    [Theory]
    [InlineData("plantFile: 1", "$: oneOf")]
    [InlineData("plantFile: 2\nline: {l: {}}", "$.plantFile: const")]
    [InlineData("plantFile: 1\nline: {l: {colour: red}}", "$.line.l: anyOf")]
    [InlineData("plantFile: 1\nline: {l/m: {}}", "$.line: propertyNames")]
    [InlineData("plantFile: 1\nline: {l: {}}\nproducts: {a: {plannedScrap: 2}}", "$.products.a: anyOf")]
    [InlineData("plantFile: 1\nline: {l: {}}\nsensorDefaults: {stale: 10}", "$.sensorDefaults.stale: type")]
    public void The_schema_refuses_what_the_reader_refuses(string text, string expected)
    {
        Assert.False(PlantFile.Parse(text, "plant.yaml").IsValid);
        Assert.Contains(expected, SmallSchema.Errors(_schema, SmallSchema.Parse(text)));
    }

    private static IEnumerable<string> Strings(JsonElement array) => array.EnumerateArray().Select(item => item.GetString()!);

    private void AssertWords(string definition, string[] words) =>
        Assert.Equal(words, Strings(Definitions.GetProperty(definition).GetProperty("enum")));
}
