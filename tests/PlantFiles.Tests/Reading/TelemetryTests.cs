using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Tests.Reading;

public sealed class TelemetryTests
{
    private static PlantFileResult Parse(string keys) => PlantText.Parse(PlantText.Machine(
        "states: alwaysProducing\nsensors: {s: {}}", $"telemetry: {{{keys}}}"));

    [Fact]
    public void Subscriptions_payload_rules_and_tag_rules_are_read()
    {
        var rules = Parse(
            "subscribe: [a/#, b/+/c], "
            + "payloads: [{topic: a/+, format: csv, separator: ';', columns: [time, x, '-']}, "
            + "{topic: 'b/#', items: '$.rows[*]', name: $.n, value: '$.v[0]', time: $.t, quality: $.q, "
            + "timeFormat: unixMilliseconds}], "
            + "tags: [{pattern: 'a/{m}:{s}', sensor: 'l/{m}/{s}'}, {pattern: x, sensor: l/m/s}]").Valid().Telemetry;

        Assert.Equal(["a/#", "b/+/c"], rules.Subscriptions);
        Assert.Equal((PayloadFormat.Csv, ';'), (rules.Payloads[0].Format, rules.Payloads[0].Separator));
        Assert.Equal(["time", "x", "-"], rules.Payloads[0].Columns);
        Assert.Equal(
            new PayloadRule
            {
                TopicFilter = "b/#", ItemsPath = "$.rows[*]", NamePath = "$.n", ValuePath = "$.v[0]", TimePath = "$.t",
                QualityPath = "$.q", TimeFormat = TimeFormat.UnixMilliseconds, Columns = rules.Payloads[1].Columns,
            },
            rules.Payloads[1]);
        Assert.Equal(new TagRule("a/{m}:{s}", "l/{m}/{s}"), rules.Tags[0]);
    }

    [Fact]
    public void Names_with_blanks_and_dashes_can_be_written() =>
        Assert.True(Parse(
            "payloads: [{topic: a, value: \"$['process value']\"}], "
            + "tags: [{pattern: 'a/{m-id}', sensor: 'l/{m-id}/s'}]").IsValid);

    [Theory]
    [InlineData("subscribe: [a/#/b]", "telemetry.subscribe[0]: found \"a/#/b\"; expected an MQTT topic filter")]
    [InlineData("subscribe: [a+/b]", "expected an MQTT topic filter")]
    [InlineData("payloads: [{topic: a, format: xml}]", "expected one of json, number, text, csv")]
    [InlineData(
        "payloads: [{topic: a, value: v}]",
        "telemetry.payloads[0].value: found \"v\"; expected a path such as $.data.value")]
    [InlineData("payloads: [{topic: a, value: '$.v[*]'}]", "[*] belongs into items only")]
    [InlineData(
        "payloads: [{topic: a, format: csv}]",
        "telemetry.payloads[0].columns: found nothing; expected the names of the columns")]
    [InlineData("payloads: [{topic: a, format: number, value: $.v}]", "expected format: json beside value")]
    [InlineData("payloads: [{topic: a, format: csv, columns: [a, a]}]", "telemetry.payloads[0].columns[1]: found \"a\"")]
    [InlineData("payloads: [{format: json}]", "telemetry.payloads[0].topic: found nothing")]
    [InlineData("tags: [{pattern: 'a/{m}/{m}', sensor: 'l/{m}/s'}]", "telemetry.tags[0].pattern: found \"a/{m}/{m}\"")]
    [InlineData("tags: [{pattern: 'a/{machine}', sensor: 'l/{machin}/s'}]", "did you mean \"machine\"?")]
    [InlineData(
        "tags: [{pattern: a, sensor: l/m/x}]",
        "telemetry.tags[0].sensor: found \"l/m/x\"; expected the path of a sensor; did you mean \"l/m/s\"?")]
    public void A_wrong_rule_is_refused(string keys, string expected) =>
        Assert.Contains(expected, Parse(keys).OnlyError(), StringComparison.Ordinal);
}
