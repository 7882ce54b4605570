using System.Globalization;
using System.Text;
using OrleansTwin.Fuzzing;
using OrleansTwin.Ingest.Decoding;
using OrleansTwin.Ingest.Tests.Decoding;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Ingest.Tests.Fuzz;

/// <summary>Damaged payloads end in values, refusals, or both, never in more of either than a payload may hold.</summary>
public sealed class PayloadFuzzTests
{
    private const int ValuesMax = 200;

    private static readonly DecodeLimits Limits = new(
        PayloadBytesMax: 60_000, JsonDepthMax: 16, ValuesPerMessageMax: ValuesMax, TextLengthMax: 64);

    private static readonly PayloadRule Rule = new() { TopicFilter = "#" };

    private static readonly PayloadPlan[] Plans =
    [
        PayloadPlan.ByLooks,
        new(Rule with { ItemsPath = "$[*]", NamePath = "$.name", ValuePath = "$.value", TimePath = "$.timestamp" }),
        new(Rule with { ItemsPath = "$.metrics[*]", NamePath = "$.name", QualityPath = "$.quality", TimePath = "$.ts" }),
        new(Rule with { ValuePath = "$.data.axis", TimePath = "$.ts", TimeFormat = TimeFormat.UnixMilliseconds }),
        new(Rule with { TimePath = "$['ts']" }),
        new(Rule with { Format = PayloadFormat.Csv }),
        new(Rule with { Format = PayloadFormat.Csv, Separator = ';', Columns = ["time", "-", "quality", "x"] }),
        new(Rule with { Format = PayloadFormat.Number }),
        new(Rule with { Format = PayloadFormat.Text }),
    ];

    [Fact]
    public void Damaged_payloads_end_in_a_bounded_number_of_values_and_refusals()
    {
        var decoder = new PayloadDecoder(Limits);
        FuzzRun.Each(5000, random =>
        {
            var payload = Payloads.Next(random);
            foreach (var plan in Plans)
            {
                var decoded = new Decoded();
                decoder.Decode(payload, plan, decoded);
                Assert.InRange(decoded.Values.Count + decoded.Refused.Count, payload.Length == 0 ? 1 : 0, ValuesMax + 1);
            }
        });
    }

    [Fact]
    public void Whatever_number_is_written_is_the_number_that_is_read() => FuzzRun.Each(5000, random =>
    {
        var number = random.Next(4) switch
        {
            0 => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)),
            1 => random.Next(-100_000, 100_000) / 1000.0,
            2 => random.NextInt64(long.MinValue, long.MaxValue),
            _ => Math.Pow(10, random.Next(-310, 309)) * random.NextDouble(),
        };
        number = double.IsFinite(number) ? number : 0;
        var text = Encoding.UTF8.GetBytes(number.ToString("R", CultureInfo.InvariantCulture));
        Assert.True(ScalarParser.TryNumber(text, out var read), Encoding.UTF8.GetString(text));
        Assert.Equal(number, read);
        Assert.Equal([number.ToString("R", CultureInfo.InvariantCulture)], Decoded.Of(text).Values);
    });

    [Fact]
    public void Whatever_time_is_written_is_the_time_that_is_read() => FuzzRun.Each(5000, random =>
    {
        var lastDay = DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay;
        var at = new DateTimeOffset(random.NextInt64(DateTime.UnixEpoch.Ticks, lastDay), TimeSpan.Zero);
        var zoned = at.ToOffset(TimeSpan.FromMinutes(random.Next(-12 * 60, (12 * 60) + 1)));
        Check(zoned.ToString("yyyy-MM-ddTHH:mm:ss.fffffffzzz", CultureInfo.InvariantCulture), TimeFormat.Auto, at.Ticks);
        Check(at.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture), TimeFormat.Iso8601, at.Ticks);
        var since = at.Ticks - DateTime.UnixEpoch.Ticks;
        Check($"{since / 10_000_000}.{since % 10_000_000:0000000}", TimeFormat.UnixSeconds, at.Ticks);
        Check($"{since / 10_000}.{since % 10_000:0000}", TimeFormat.UnixMilliseconds, at.Ticks);
        Check($"{since / 10}.{since % 10}", TimeFormat.UnixMicroseconds, at.Ticks);
        Check($"{(decimal)since * 100:0}", TimeFormat.UnixNanoseconds, at.Ticks);
    });

    [Fact]
    public void Damaged_times_are_read_or_refused_within_the_calendar_that_a_sample_can_hold()
    {
        byte[][] valid =
        [
            "2026-03-01T12:00:00.1234567+01:00"u8.ToArray(), "9999-12-31T23:59:60-18:00"u8.ToArray(), "1772366400.5"u8.ToArray(),
            "1e9"u8.ToArray(), "-3"u8.ToArray(),
        ];
        FuzzRun.Each(20_000, random =>
        {
            var text = Mutator.Damage(valid[random.Next(valid.Length)], random);
            foreach (var format in Enum.GetValues<TimeFormat>())
                if (TimeParser.TryParse(text, format, out var ticks))
                    Assert.InRange(ticks, -DateTime.MaxValue.Ticks, 2 * DateTime.MaxValue.Ticks);
        });
    }

    private static void Check(string text, TimeFormat format, long expectedTicks)
    {
        Assert.True(TimeParser.TryParse(Encoding.UTF8.GetBytes(text), format, out var ticks), text);
        Assert.True(expectedTicks == ticks, $"{text} ({format}): {ticks}, expected {expectedTicks}");
    }
}
