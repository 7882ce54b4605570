using System.Text;
using OrleansTwin.Ingest.Mqtt;
using OrleansTwin.Ingest.Simulator;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.Ingest.Tests.Decoding;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Ingest.Tests.Simulator;

/// <summary>What is published is read back by the same plant's rules: tag, time and value, to the last digit.</summary>
public sealed class TelemetryEncoderTests
{
    private static readonly long At = new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc).Ticks + 1_234_567;

    private const string AtText = "2026-03-01T12:00:00.1234567";

    [Fact]
    public void Values_of_one_topic_and_time_share_a_message()
    {
        var messages = Encode(null, Number("m:a", 0.1), Number("m:b", 1e-300), Text("m:c", "Layer 1 Up"), Number("n:a", 3));

        Assert.Equal(["m", "n"], messages.Select(message => message.Topic));
        Assert.Equal([$"a=0.1@{AtText}", $"b=1E-300@{AtText}", $"c='Layer 1 Up'@{AtText}"], Read(messages[0], null));
    }

    [Fact]
    public void The_same_tag_twice_is_two_messages() =>
        Assert.Equal(2, Encode(null, Number("m:a", 1), Number("m:a", 2)).Count);

    [Fact]
    public void Another_time_is_another_message() =>
        Assert.Equal(2, Encode(null, Number("m:a", 1), Number("m:a", 2) with { SourceTicks = At + 1 }).Count);

    [Theory]
    [InlineData("value")]
    [InlineData("time")]
    [InlineData("q")]
    [InlineData("name")]
    public void A_name_that_means_something_in_a_payload_keeps_its_tag(string name)
    {
        var message = Assert.Single(Encode(null, Number($"m:{name}", 5)));

        Assert.Equal([$"{name}=5@{AtText}"], Read(message, null));
    }

    [Fact]
    public void A_tag_without_a_name_is_the_value_of_its_topic() =>
        Assert.Equal([$"5@{AtText}"], Read(Assert.Single(Encode(null, Number("acme/press/power", 5))), null));

    [Fact]
    public void Numbers_that_no_payload_can_carry_are_skipped_and_counted()
    {
        var encoder = new TelemetryEncoder(new TelemetryRules());

        Assert.Equal(0, encoder.Encode([Number("m:a", double.NaN), Number("m:b", double.PositiveInfinity)]).Length);
        Assert.Equal(2, encoder.Skipped);
    }

    public static TheoryData<PayloadRule, string> Rules => new()
    {
        { new PayloadRule { TopicFilter = "m", TimeFormat = TimeFormat.UnixMicroseconds }, "a=2.5@2026-03-01T12:00:00.1234567" },
        { new PayloadRule { TopicFilter = "m", TimeFormat = TimeFormat.UnixNanoseconds }, "a=2.5@2026-03-01T12:00:00.1234567" },
        {
            new PayloadRule { TopicFilter = "m", NamePath = "$.id", ValuePath = "$.d[1].val", TimePath = "$['at time']" },
            "a=2.5@2026-03-01T12:00:00.1234567"
        },
        {
            new PayloadRule
            {
                TopicFilter = "m",
                ItemsPath = "$.metrics[*]",
                NamePath = "$.id",
                ValuePath = "$.val",
                TimePath = "$.at",
                QualityPath = "$.q",
            },
            "a=2.5@2026-03-01T12:00:00.1234567"
        },
        { new PayloadRule { TopicFilter = "m", ValuePath = "$.values", TimePath = "$.t" }, "a=2.5@2026-03-01T12:00:00.1234567" },
        { new PayloadRule { TopicFilter = "m", TimePath = "$.when" }, "a=2.5@2026-03-01T12:00:00.1234567" },
        {
            new PayloadRule
            {
                TopicFilter = "m",
                Format = PayloadFormat.Csv,
                Separator = ';',
                Columns = ["time", "quality", "-", "a", "b"],
            },
            "a=2.5@2026-03-01T12:00:00.1234567"
        },
        { new PayloadRule { TopicFilter = "m", Format = PayloadFormat.Number }, "2.5" },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_payload_rule_reads_what_was_written_for_it(PayloadRule rule, string expected)
    {
        var tag = rule.Format == PayloadFormat.Number ? "m" : "m:a";

        Assert.Equal([expected], Read(Assert.Single(Encode(rule, Number(tag, 2.5))), rule));
    }

    [Fact]
    public void A_line_of_values_holds_all_columns_of_its_time()
    {
        var rule = new PayloadRule { TopicFilter = "m", Format = PayloadFormat.Csv, Columns = ["time", "a", "b"] };

        var message = Assert.Single(Encode(rule, Number("m:a", 1), Text("m:b", "x, y")));

        Assert.Equal([$"a=1@{AtText}", $"b='x, y'@{AtText}"], Read(message, rule));
    }

    private static List<MqttPublish> Encode(PayloadRule? rule, params RawSample[] samples) =>
        [.. new TelemetryEncoder(new TelemetryRules { Payloads = rule is null ? [] : [rule] }).Encode(samples).ToArray()];

    private static List<string> Read(MqttPublish message, PayloadRule? rule)
    {
        var decoded = Decoded.Of(message.Payload.ToArray(), rule);
        Assert.True(decoded.Refused.Count == 0, $"refused: {Encoding.UTF8.GetString(message.Payload.Span)}");
        return decoded.Values;
    }

    private static RawSample Number(string tag, double value) => new(tag, At, value);

    private static RawSample Text(string tag, string text) => new(tag, At, 0, text);
}
