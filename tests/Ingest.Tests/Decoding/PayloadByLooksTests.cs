using OrleansTwin.Ingest.Rejects;

namespace OrleansTwin.Ingest.Tests.Decoding;

public sealed class PayloadByLooksTests
{
    [Theory]
    [InlineData("12.5", "12.5")]
    [InlineData(" -1e3\r\n", "-1000")]
    [InlineData("true", "true")]
    [InlineData("OFF", "false")]
    [InlineData("Running", "'Running'")]
    [InlineData("\"Running\"", "'Running'")]
    [InlineData("\uFEFF7", "7")]
    [InlineData("""{"value":3}""", "3")]
    [InlineData("""{"Value":"a\u00e9\n","Quality":"Bad"}""", "'aé\n' Bad")]
    [InlineData("""{"q":1,"t":1772366400,"v":4.25}""", "4.25@2026-03-01T12:00:00 Uncertain")]
    [InlineData("""{"ts":1772366400123.5,"value":1,"unit":"kW"}""", "1@2026-03-01T12:00:00.1235")]
    [InlineData("""{"timestamp":"2026-03-01T13:00:00.1234567+01:00","value":false}""", "false@2026-03-01T12:00:00.1234567")]
    [InlineData("""{"name":"speed","value":9}""", "speed=9")]
    [InlineData("""{"motor":{"value":9,"unit":"A"},"timestamp":null}""", "motor=9")]
    public void One_value_is_found(string payload, string expected)
    {
        var decoded = Decoded.Of(payload);
        Assert.Equal([expected], decoded.Values);
        Assert.Empty(decoded.Refused);
    }

    [Fact]
    public void An_object_of_values_gives_each_its_name_and_the_objects_time_wherever_it_stands() =>
        Assert.Equal(
            ["a=1@2026-03-01T12:00:00", "b='x'@2026-03-01T12:00:00", "c.d=true@2026-03-01T12:00:00", "V=230@2026-03-01T12:00:00"],
            Decoded.Of("""{"a":1,"b":"x","c":{"d":true},"V":230,"time":"2026-03-01T12:00:00Z"}""").Values);

    [Fact]
    public void A_nested_object_with_a_time_of_its_own_keeps_it() =>
        Assert.Equal(
            ["a=1@2026-03-01T12:00:00", "b.c=2@2026-03-01T11:00:00"],
            Decoded.Of("""{"ts":"2026-03-01T12:00:00Z","a":1,"b":{"ts":"2026-03-01T11:00:00Z","c":2}}""").Values);

    [Fact]
    public void An_array_is_each_of_its_elements() =>
        Assert.Equal(
            ["1", "2@2026-03-01T12:00:00", "p=3", "4", "x=5"],
            Decoded.Of("""[1,{"value":2,"ts":1772366400},{"name":"p","value":3},[4],{"x":[5]}]""").Values);

    [Fact]
    public void A_bad_element_is_refused_by_itself_and_the_rest_goes_on()
    {
        var decoded = Decoded.Of("""[{"value":1},{"value":null},{"value":2,"ts":"yesterday"},{"unit":{}},{"value":3}]""");
        Assert.Equal(["1", "3"], decoded.Values);
        Assert.Equal(
            [RejectReason.MissingValue, RejectReason.UnreadableTime, RejectReason.MissingValue],
            decoded.Refused.Select(refused => refused.Reason));
    }

    [Fact]
    public void A_bad_member_is_refused_by_its_name()
    {
        var decoded = Decoded.Of($$"""{"a":null,"b":"{{new string('x', 257)}}","c":1}""");
        Assert.Equal(["c=1"], decoded.Values);
        Assert.Equal([(RejectReason.MissingValue, "a"), (RejectReason.TextTooLong, "b")], decoded.Refused);
    }

    [Theory]
    [InlineData("", RejectReason.EmptyPayload)]
    [InlineData(" \r\n", RejectReason.EmptyPayload)]
    [InlineData("{\"value\":1", RejectReason.Malformed)]
    [InlineData("[1,2,", RejectReason.Malformed)]
    [InlineData("{'value':1}", RejectReason.Malformed)]
    [InlineData("{\"value\":1}{", RejectReason.Malformed)]
    [InlineData("{\"value\":NaN}", RejectReason.Malformed)]
    [InlineData("null", RejectReason.MissingValue)]
    [InlineData("{}", RejectReason.MissingValue)]
    [InlineData("{\"value\":\"\\ud800\"}", RejectReason.InvalidUtf8)]
    public void What_cannot_be_read_is_refused_with_its_reason(string payload, RejectReason reason) =>
        Assert.Contains(reason, Decoded.Of(payload).Refused.Select(refused => refused.Reason));

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused() =>
        Assert.Equal(RejectReason.InvalidUtf8, Decoded.Of([(byte)'{', 0xC3, 0x28, (byte)'}']).Refused.Single().Reason);

    [Fact]
    public void Json_of_the_allowed_depth_is_read_and_one_deeper_is_refused()
    {
        Assert.Equal(["1"], Decoded.Of(new string('[', 32) + "1" + new string(']', 32)).Values);
        var deeper = Decoded.Of(new string('[', 33) + "1" + new string(']', 33));
        Assert.Equal((RejectReason.TooDeep, ""), Assert.Single(deeper.Refused));
    }

    [Fact]
    public void A_payload_over_the_limit_is_refused_and_one_at_the_limit_is_read()
    {
        var limits = Decoded.Limits with { PayloadBytesMax = 5 };
        Assert.Equal(["12345"], Decoded.Of("12345", limits: limits).Values);
        Assert.Equal(RejectReason.PayloadTooLarge, Decoded.Of("123456", limits: limits).Refused.Single().Reason);
    }

    [Fact]
    public void Values_beyond_the_limit_are_refused_once_and_those_before_are_kept()
    {
        var decoded = Decoded.Of("[1,2,3,4,5]", limits: Decoded.Limits with { ValuesPerMessageMax = 3 });
        Assert.Equal(["1", "2", "3"], decoded.Values);
        Assert.Equal(RejectReason.TooManyValues, Assert.Single(decoded.Refused).Reason);
    }

    [Fact]
    public void Long_nested_names_cannot_fill_the_memory()
    {
        var name = new string('n', 300);
        var payload = $$$"""{"{{{name}}}":{"{{{name}}}":1}}""";
        Assert.Equal(RejectReason.TextTooLong, Assert.Single(Decoded.Of(payload).Refused).Reason);
    }
}
