using System.Text.Json;
using OrleansTwin.Ingest.Rejects;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Ingest.Decoding;

/// <summary>JSON payloads: by their looks in one pass, or where a payload rule's paths point.</summary>
internal sealed class JsonDecoder(DecodeLimits limits)
{
    private readonly JsonItemReader _items = new(limits);
    private readonly JsonReaderOptions _options = new() { MaxDepth = limits.JsonDepthMax };
    private readonly byte[] _name = new byte[512];

    public void Decode(ReadOnlySpan<byte> payload, PayloadPlan plan, IValueSink sink)
    {
        _items.Begin();
        var reader = new Utf8JsonReader(payload, _options);
        try
        {
            if (plan.HasPaths)
                DecodeByPaths(payload, plan, sink);
            else
                _items.Read(ref reader, new JsonFrame { TimeFormat = plan.TimeFormat }, sink);
        }
        catch (JsonException error)
        {
            Refuse(payload, error, sink);
        }
        catch (InvalidOperationException)
        {
            sink.Refuse(RejectReason.InvalidUtf8, "an escape in a text that stands for no character", default, payload);
        }
        catch (PayloadLimitException error)
        {
            sink.Refuse(error.Reason, error.Message, default, payload);
        }
    }

    private void Refuse(ReadOnlySpan<byte> payload, JsonException error, IValueSink sink)
    {
        if (JsonDepth.Exceeds(payload, limits.JsonDepthMax))
            sink.Refuse(RejectReason.TooDeep, $"JSON nested deeper than {limits.JsonDepthMax}", default, payload);
        else
            sink.Refuse(RejectReason.Malformed, $"not JSON at {Place(error)}", default, payload);
    }

    private static string Place(JsonException error) => $"line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}";

    private void DecodeByPaths(ReadOnlySpan<byte> payload, PayloadPlan plan, IValueSink sink)
    {
        var document = new Around(payload, plan, limits.JsonDepthMax);
        if (plan.Items is null)
        {
            DecodeItem(payload, payload, plan, default, sink);
            return;
        }
        var visitor = new ItemVisitor(this, payload, plan, document, sink);
        plan.Items.Find(payload, limits.JsonDepthMax, ref visitor);
        if (!visitor.FoundAny)
            sink.Refuse(RejectReason.MissingValue, $"nothing at {plan.Rule!.ItemsPath}", default, payload);
    }

    private void DecodeItem(
        ReadOnlySpan<byte> item, ReadOnlySpan<byte> payload, PayloadPlan plan, in Around document, IValueSink sink)
    {
        var around = new Around(item, plan, limits.JsonDepthMax);
        if (!TryTime(around, item, document, payload, plan.TimeFormat, out var ticks))
        {
            _items.CountRefused();
            sink.Refuse(RejectReason.UnreadableTime, $"no time at {plan.Rule!.TimePath}", default, item);
            return;
        }
        var isWhole = plan.Value is null;
        var where = Range.All;
        if (!isWhole && !plan.Value!.TryFind(item, limits.JsonDepthMax, out where))
        {
            _items.CountRefused();
            sink.Refuse(RejectReason.MissingValue, $"no value at {plan.Rule!.ValuePath}", default, item);
            return;
        }
        var reader = new Utf8JsonReader(item[where], _options);
        _items.Read(ref reader, new JsonFrame
        {
            Name = NameOf(Either(around.Name, item, document.Name, payload)),
            NamesItself = plan.Name is null,
            TimeFormat = plan.TimeFormat,
            Ticks = ticks,
            Quality = QualityOf(Either(around.Quality, item, document.Quality, payload)),
            NameAt = Place(isWhole, around.Name),
            TimeAt = Place(isWhole, around.Time),
            QualityAt = Place(isWhole, around.Quality),
        }, sink);
    }

    private static bool TryTime(
        in Around around, ReadOnlySpan<byte> item,
        in Around document, ReadOnlySpan<byte> payload,
        TimeFormat format, out long ticks)
    {
        ticks = RawSample.NoTime;
        var token = Either(around.Time, item, document.Time, payload);
        return token.IsEmpty || token.SequenceEqual("null"u8) || TimeParser.TryParse(token.Trim((byte)'"'), format, out ticks);
    }

    private static Quality? QualityOf(ReadOnlySpan<byte> token)
    {
        if (token.IsEmpty || token.SequenceEqual("null"u8))
            return null;
        return QualityParser.OfField(token.Trim((byte)'"'));
    }

    private ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> token)
    {
        if (token.Length < 2 || token[0] != '"' || token.Length > _name.Length)
            return token.Length > _name.Length ? token[1.._name.Length] : token;
        var reader = new Utf8JsonReader(token, _options);
        reader.Read();
        return _name.AsSpan(0, reader.CopyString(_name));
    }

    private static ReadOnlySpan<byte> Either(Range? own, ReadOnlySpan<byte> item, Range? outer, ReadOnlySpan<byte> payload) =>
        own is { } here ? item[here] : outer is { } there ? payload[there] : default;

    private static int Place(bool isWhole, Range? where) => isWhole && where is { } found ? found.Start.Value : -1;

    /// <summary>Where a rule's name, time and quality stand in an item, or else in the document around it.</summary>
    private readonly struct Around
    {
        public readonly Range? Name;
        public readonly Range? Time;
        public readonly Range? Quality;

        public Around(ReadOnlySpan<byte> json, PayloadPlan plan, int depthMax)
        {
            Name = Find(plan.Name, json, depthMax);
            Time = Find(plan.Time, json, depthMax);
            Quality = Find(plan.Quality, json, depthMax);
        }

        private static Range? Find(JsonPath? path, ReadOnlySpan<byte> json, int depthMax) =>
            path is not null && path.TryFind(json, depthMax, out var where) ? where : null;
    }

    private ref struct ItemVisitor(
        JsonDecoder decoder, ReadOnlySpan<byte> payload, PayloadPlan plan, Around document, IValueSink sink)
        : JsonPath.IVisitor
    {
        private readonly ReadOnlySpan<byte> _payload = payload;

        public bool FoundAny;

        public bool Visit(Range where)
        {
            FoundAny = true;
            decoder.DecodeItem(_payload[where], _payload, plan, document, sink);
            return true;
        }
    }
}
