using System.Text;
using OrleansTwin.Ingest.Decoding;
using OrleansTwin.Ingest.Rejects;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Ingest.Tests.Decoding;

/// <summary>Bytes that nobody means well with: every one ends in values or refusals, soon.</summary>
public sealed class HostilePayloadTests
{
    private static readonly string[] Seeds =
    [
        """{"value":2.5,"timestamp":"2026-03-01T11:59:59.5Z","quality":"good"}""",
        """[{"name":"a","value":1,"ts":1772366400},{"x":[1,2,{"y":null}]},"text",true]""",
        """{"at":1,"metrics":[{"id":"a","val":1},{"id":"b","val":"\u00e9\\"}]}""",
        "time,a,b\n1772366400,1,2\n\"q,q\",,\n",
        "-12.5e3",
        "RUNNING",
    ];

    private static readonly PayloadRule?[] Rules =
    [
        null,
        new() { TopicFilter = "#", ItemsPath = "$.metrics[*]", NamePath = "$.id", ValuePath = "$.val", TimePath = "$.at" },
        new() { TopicFilter = "#", TimePath = "$.timestamp", QualityPath = "$.quality" },
        new() { TopicFilter = "#", Format = PayloadFormat.Csv, Columns = ["time", "a", "quality"] },
        new() { TopicFilter = "#", Format = PayloadFormat.Csv },
        new() { TopicFilter = "#", Format = PayloadFormat.Number },
        new() { TopicFilter = "#", Format = PayloadFormat.Text },
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(20261121)]
    public void Mutated_payloads_never_throw(int seed)
    {
        var random = new Random(seed);
        var decoders = Rules.Select(rule => rule is null ? PayloadPlan.ByLooks : new PayloadPlan(rule)).ToArray();
        var decoder = new PayloadDecoder(Decoded.Limits with { PayloadBytesMax = 4096, ValuesPerMessageMax = 50 });
        for (var i = 0; i < 40_000; i++)
        {
            var payload = Mutated(random);
            var decoded = new Decoded();
            try
            {
                decoder.Decode(payload, decoders[random.Next(decoders.Length)], decoded);
            }
            catch (Exception error)
            {
                Assert.Fail($"Seed {seed}, round {i}, payload {Convert.ToHexString(payload)}: {error}");
            }
            Assert.InRange(decoded.Values.Count, 0, 50);
        }
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    [InlineData("{\"value\":[", "]}")]
    public void A_megabyte_of_nesting_is_refused_quickly(string open, string close)
    {
        var payload = string.Concat(Enumerable.Repeat(open, 100_000)) + "1" + string.Concat(Enumerable.Repeat(close, 100_000));
        var decoded = Decoded.Of(payload);
        Assert.Empty(decoded.Values);
        Assert.Single(decoded.Refused);
    }

    [Fact]
    public void Ten_thousand_items_under_a_rule_do_not_search_the_whole_document_each()
    {
        var rule = new PayloadRule { TopicFilter = "#", ItemsPath = "$.m[*]", ValuePath = "$.v", TimePath = "$.at" };
        var items = string.Join(',', Enumerable.Repeat("{\"v\":1}", 10_000));
        var payload = $$"""{"m":[{{items}}],"pad":"{{new string('x', 500_000)}}","at":1772366400}""";
        var decoded = Decoded.Of(payload, rule);
        Assert.Equal(10_000, decoded.Values.Count);
        Assert.All(decoded.Values, value => Assert.Equal("1@2026-03-01T12:00:00", value));
    }

    /// <summary>Found by the fuzzer: each refusal is a dead letter, and a megabyte held half a million.</summary>
    [Theory]
    [InlineData("{},", null, PayloadFormat.Json)]
    [InlineData("{\"x\":1},", "$[*]", PayloadFormat.Json)]
    [InlineData("[1,2,3,4,5,6,7,8,9],", null, PayloadFormat.Json)]
    [InlineData("x\n", null, PayloadFormat.Csv)]
    [InlineData(",", null, PayloadFormat.Csv)]
    public void Refusals_have_the_bound_of_values(string item, string? itemsPath, PayloadFormat format)
    {
        var payload = string.Concat(Enumerable.Repeat(item, 1000));
        var isJson = format == PayloadFormat.Json;
        var rule = new PayloadRule
        {
            TopicFilter = "#",
            Format = format,
            ItemsPath = itemsPath,
            ValuePath = itemsPath is null ? null : "$.v",
            Columns = item == "," ? [] : ["a", "b"],
        };
        var decoded = Decoded.Of(isJson ? $"[{payload}1]" : payload, rule, Decoded.Limits with { ValuesPerMessageMax = 50 });
        Assert.InRange(decoded.Values.Count + decoded.Refused.Count, 1, 51);
        Assert.Equal(RejectReason.TooManyValues, decoded.Refused[^1].Reason);
    }

    private static byte[] Mutated(Random random)
    {
        var payload = Encoding.UTF8.GetBytes(Seeds[random.Next(Seeds.Length)]).ToList();
        for (var mutations = random.Next(1, 8); mutations > 0; mutations--)
        {
            var at = random.Next(payload.Count + 1);
            switch (random.Next(5))
            {
                case 0 when at < payload.Count:
                    payload[at] = (byte)random.Next(256);
                    break;
                case 1:
                    payload.Insert(at, "[]{}\",:\\0e-.nN\r\n"u8.ToArray()[random.Next(16)]);
                    break;
                case 2 when at < payload.Count:
                    payload.RemoveRange(at, random.Next(payload.Count - at));
                    break;
                case 3:
                    payload.InsertRange(at, payload.Take(random.Next(payload.Count)).ToArray());
                    break;
                default:
                    payload.Insert(at, (byte)random.Next(256));
                    break;
            }
        }
        return [.. payload];
    }
}
