using System.Globalization;
using System.Text;
using OrleansTwin.Ingest.Decoding;
using OrleansTwin.Ingest.Rejects;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Ingest.Tests.Decoding;

/// <summary>
/// What a decoder found, written as <c>name=value@time quality</c> (parts that are absent left out) for tests to read.
/// </summary>
internal sealed class Decoded : IValueSink
{
    public static readonly DecodeLimits Limits = new(1 << 20, 32, 10_000, 256);

    public List<string> Values { get; } = [];

    public List<(RejectReason Reason, string Name)> Refused { get; } = [];

    public static Decoded Of(byte[] payload, PayloadRule? rule = null, DecodeLimits? limits = null)
    {
        var decoded = new Decoded();
        new PayloadDecoder(limits ?? Limits).Decode(payload, rule is null ? PayloadPlan.ByLooks : new PayloadPlan(rule), decoded);
        return decoded;
    }

    public static Decoded Of(string payload, PayloadRule? rule = null, DecodeLimits? limits = null) =>
        Of(Encoding.UTF8.GetBytes(payload), rule, limits);

    public void Take(in RawValue value)
    {
        var text = value.Kind switch
        {
            RawKind.Text => $"'{Encoding.UTF8.GetString(value.Utf8)}'",
            RawKind.Boolean => value.Number != 0 ? "true" : "false",
            _ => value.Number.ToString("R", CultureInfo.InvariantCulture),
        };
        if (!value.Name.IsEmpty)
            text = $"{Encoding.UTF8.GetString(value.Name)}={text}";
        if (value.SourceTicks != RawSample.NoTime)
            text += "@" + new DateTime(value.SourceTicks).ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);
        Values.Add(value.Quality == Quality.Good ? text : $"{text} {value.Quality}");
    }

    public void Refuse(RejectReason reason, string detail, ReadOnlySpan<byte> name, ReadOnlySpan<byte> head)
    {
        Assert.NotEmpty(detail);
        Refused.Add((reason, Encoding.UTF8.GetString(name)));
    }
}
