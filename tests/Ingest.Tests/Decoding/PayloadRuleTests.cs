using OrleansTwin.Ingest.Decoding;
using OrleansTwin.Ingest.Rejects;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Ingest.Tests.Decoding;

public sealed class PayloadRuleTests
{
    private static readonly PayloadRule Rule = new() { TopicFilter = "#" };

    [Fact]
    public void Paths_point_at_value_time_quality_and_name()
    {
        var rule = Rule with
        {
            ValuePath = "$.d[1].val", TimePath = "$.at", QualityPath = "$.d[1].st", NamePath = "$['the name']",
        };
        const string Payload = """{"at":"2026-03-01T12:00:00Z","the name":"p\u00e9","d":[0,{"val":5,"st":"uncertain"}]}""";
        Assert.Equal(["pé=5@2026-03-01T12:00:00 Uncertain"], Decoded.Of(Payload, rule).Values);
    }

    [Fact]
    public void Items_take_what_they_lack_from_the_document_around_them()
    {
        var rule = Rule with { ItemsPath = "$.metrics[*]", NamePath = "$.id", ValuePath = "$.val", TimePath = "$.at" };
        const string Payload = """
            {"at":1772366400000,"metrics":[{"id":"a","val":1},{"id":"b","val":2,"at":1772366401000},{"id":"c"}]}
            """;
        var decoded = Decoded.Of(Payload, rule);
        Assert.Equal(["a=1@2026-03-01T12:00:00", "b=2@2026-03-01T12:00:01"], decoded.Values);
        Assert.Equal(RejectReason.MissingValue, Assert.Single(decoded.Refused).Reason);
    }

    [Fact]
    public void Wildcards_nest() =>
        Assert.Equal(
            ["1", "2", "3"], Decoded.Of("""{"d":[{"m":[1,2]},{"m":[3]}]}""", Rule with { ItemsPath = "$.d[*].m[*]" }).Values);

    [Fact]
    public void With_a_time_path_alone_the_other_members_are_values_and_the_time_is_not() =>
        Assert.Equal(
            ["a=1@2026-03-01T12:00:00", "b=2@2026-03-01T12:00:00"],
            Decoded.Of("""{"a":1,"when":"2026-03-01 12:00","b":2}""", Rule with { TimePath = "$.when" }).Values);

    [Fact]
    public void A_time_that_cannot_be_read_refuses_its_item_only()
    {
        var rule = Rule with { ItemsPath = "$[*]", ValuePath = "$.x", TimePath = "$.at" };
        var decoded = Decoded.Of("""[{"x":1,"at":"soon"},{"x":2}]""", rule);
        Assert.Equal(["2"], decoded.Values);
        Assert.Equal(RejectReason.UnreadableTime, Assert.Single(decoded.Refused).Reason);
    }

    [Theory]
    [InlineData(TimeFormat.UnixSeconds, "1772366400")]
    [InlineData(TimeFormat.UnixMilliseconds, "1772366400000")]
    [InlineData(TimeFormat.UnixMicroseconds, "1772366400000000")]
    [InlineData(TimeFormat.UnixNanoseconds, "1772366400000000000")]
    [InlineData(TimeFormat.Auto, "1772366400")]
    [InlineData(TimeFormat.Auto, "1772366400000")]
    [InlineData(TimeFormat.Auto, "1772366400000000")]
    [InlineData(TimeFormat.Auto, "1772366400000000000")]
    [InlineData(TimeFormat.Auto, "\"1772366400000\"")]
    [InlineData(TimeFormat.Auto, "1.7723664e9")]
    [InlineData(TimeFormat.Iso8601, "\"2026-03-01T14:00:00.000+02:00\"")]
    [InlineData(TimeFormat.Iso8601, "\"2026-03-01T06:30-0530\"")]
    [InlineData(TimeFormat.Auto, "\"2026-03-01T12:00:00\"")]
    public void Noon_is_read_in_every_format(TimeFormat format, string noon) =>
        Assert.Equal(
            ["1@2026-03-01T12:00:00"],
            Decoded.Of($$"""{"value":1,"time":{{noon}}}""", Rule with { TimeFormat = format }).Values);

    [Theory]
    [InlineData("2026-02-29T00:00:00Z")]
    [InlineData("2026-13-01T00:00:00Z")]
    [InlineData("2026-03-01T24:00:00Z")]
    [InlineData("2026-03-01T12:00:00.Z")]
    [InlineData("2026-03-01T12:00:00+25:00")]
    [InlineData("2026-03-01")]
    [InlineData("12:00")]
    public void What_is_no_time_is_not_read_as_one(string text) =>
        Assert.False(TimeParser.TryParse(System.Text.Encoding.ASCII.GetBytes(text), TimeFormat.Auto, out _));

    [Fact]
    public void Nanoseconds_are_cut_to_ticks_and_none_is_lost_to_rounding()
    {
        Assert.True(TimeParser.TryParse("1772366400123456789"u8, TimeFormat.Auto, out var ticks));
        Assert.Equal(TestPlants.NoonTicks + 1234567, ticks);
    }

    [Fact]
    public void Csv_columns_are_time_quality_skipped_and_values()
    {
        var rule = Rule with { Format = PayloadFormat.Csv, Separator = ';', Columns = ["time", "a", "-", "b", "quality"] };
        var decoded = Decoded.Of("1772366400;1;x;run;good\r\n1772366401;;x;\"a;b\";bad\n1;2\nsoon;1;1;1;good\n", rule);
        Assert.Equal(
            ["a=1@2026-03-01T12:00:00", "b='run'@2026-03-01T12:00:00", "b='a;b'@2026-03-01T12:00:01 Bad"], decoded.Values);
        Assert.Equal([RejectReason.Malformed, RejectReason.UnreadableTime], decoded.Refused.Select(refused => refused.Reason));
    }

    [Fact]
    public void Csv_without_columns_takes_them_from_its_first_line() =>
        Assert.Equal(["a=1", "b=2"], Decoded.Of("a,b\n1,2", Rule with { Format = PayloadFormat.Csv }).Values);

    [Fact]
    public void Number_and_text_payloads_are_taken_at_their_word()
    {
        Assert.Equal(["'12'"], Decoded.Of("12", Rule with { Format = PayloadFormat.Text }).Values);
        Assert.Equal(["12"], Decoded.Of("12", Rule with { Format = PayloadFormat.Number }).Values);
        Assert.Equal(
            RejectReason.Malformed, Decoded.Of("{}", Rule with { Format = PayloadFormat.Number }).Refused.Single().Reason);
        Assert.Equal(RejectReason.Malformed, Decoded.Of("x", Rule with { Format = PayloadFormat.Json }).Refused.Single().Reason);
    }

    [Theory]
    [InlineData("a.b", 1)]
    [InlineData("$.", 3)]
    [InlineData("$[x]", 3)]
    [InlineData("$[1", 4)]
    [InlineData("$x", 2)]
    public void A_path_that_cannot_be_read_is_refused_with_its_place(string path, int character)
    {
        var error = Assert.Throws<FormatException>(() => new PayloadPlan(Rule with { ValuePath = path }));
        Assert.Contains($"'{path}' at character {character}", error.Message, StringComparison.Ordinal);
    }
}
