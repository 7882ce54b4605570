using System.Runtime.InteropServices;
using System.Text;
using OrleansTwin.Ingest.Conditioners;
using OrleansTwin.Ingest.Decoding;
using OrleansTwin.Ingest.Rejects;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.Ingest.Tags;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Ingest.Pipeline;

/// <summary>
/// The middle of the pipeline: one message at a time is decoded, its values find their sensors, are conditioned and join the
/// open batch. Belongs to the decode loop.
/// </summary>
internal sealed class MessageDecoder(
    IngestOptions options, IngestCounters counters, IDeadLetters deadLetters, UnknownTags unknownTags, Deduper deduper)
    : IValueSink
{
    private readonly PayloadDecoder _payloads = new(
        new DecodeLimits(options.PayloadBytesMax, options.JsonDepthMax, options.ValuesPerMessageMax, options.TextLengthMax));

    private readonly Deadband _deadband = new();
    private readonly TextPool _texts = new();
    private readonly Dictionary<int, long> _lastUntimed = [];
    private TagRouter? _router;
    private TopicRoute? _topic;
    private IngestBatch? _batch;
    private SourceMessage _message;
    private ConditioningContext _context;
    private int _accepted;
    private int _rejected;
    private int _unknown;
    private bool _isUntimed;
    private bool _hasUntimedTicks;
    private long _untimedTicks;

    /// <summary>
    /// From the next message on; what was seen by the map before, and is known to this one, leaves the unknown tags.
    /// </summary>
    public void UseTags(TagMap map)
    {
        _router = new TagRouter(map, options.RoutesMax, () => counters.RouteRestarts++);
        unknownTags.RemoveAdopted(tag => map.Find(tag) is not null);
    }

    public void Decode(in SourceMessage message, IngestBatch batch)
    {
        if (deduper.IsDuplicate(message, out var answer))
        {
            counters.DuplicateMessages++;
            batch.Submissions.Add(new Submission(message.Acknowledger, AnswerText.Repeated(message.Cookie, answer)));
            return;
        }
        Begin(message, batch);
        if (message.Samples is { } samples)
            TakeAll(samples);
        else
            TakePayload(message);
        var result = new SubmissionResult(message.Cookie, _accepted, _rejected, _unknown, Duplicate: false);
        deduper.Took(message, result, _isUntimed, batch);
        batch.Submissions.Add(new Submission(message.Acknowledger, result));
        (_message, _batch, _topic) = (default, null, null);
    }

    public void Take(in RawValue value)
    {
        if (value.Name.Length > DeadLetter.TagLengthMax)
            Refuse(RejectReason.TextTooLong, $"a name longer than {DeadLetter.TagLengthMax} bytes", value.Name, value.Name);
        else
            Take(value, Router.TagOf(_topic!, value.Name), out _);
    }

    public void Refuse(RejectReason reason, string detail, ReadOnlySpan<byte> name, ReadOnlySpan<byte> head)
    {
        counters.ValuesDecoded += name.IsEmpty ? 0 : 1;
        var tag = name.IsEmpty ? _message.Topic ?? "" : $"{_message.Topic}:{Encoding.UTF8.GetString(name)}";
        Refused(reason, detail, tag, head.IsEmpty ? _message.Payload.Span : head);
    }

    private TagRouter Router => _router ?? throw new InvalidOperationException("No tag map is in use.");

    private void Begin(in SourceMessage message, IngestBatch batch)
    {
        (_message, _batch) = (message, batch);
        (_accepted, _rejected, _unknown, _isUntimed, _hasUntimedTicks) = (0, 0, 0, false, false);
        if (message.Cause is { } cause)
            batch.AddCause(cause);
        _context = new ConditioningContext(message.ReceiveTicks, options.FutureMax.Ticks, options.TextLengthMax, _texts);
    }

    /// <summary>
    /// The moment of a value that brings none. Messages that came in one read have one time of receipt: they are told apart by a
    /// tick each, in their order, and so are values of one sensor within a message; otherwise two equal pulses would be one
    /// sample. A clock that was set back is followed.
    /// </summary>
    private long UntimedTicks(int sensorKey)
    {
        if (!_hasUntimedTicks)
            _untimedTicks = IsTaken(_message.ReceiveTicks) ? _untimedTicks + 1 : _message.ReceiveTicks;
        ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(_lastUntimed, sensorKey, out _);
        if (_hasUntimedTicks && last == _untimedTicks)
            _untimedTicks++;
        _hasUntimedTicks = true;
        return last = _untimedTicks;
    }

    private bool IsTaken(long ticks) => ticks <= _untimedTicks && _untimedTicks - ticks < TimeSpan.TicksPerSecond;

    private void TakePayload(in SourceMessage message)
    {
        var topic = message.Topic ?? "";
        if (topic.Length > DeadLetter.TagLengthMax)
        {
            var detail = $"a topic longer than {DeadLetter.TagLengthMax} characters";
            Refused(RejectReason.TextTooLong, detail, topic, message.Payload.Span);
            return;
        }
        _topic = Router.TopicOf(topic);
        _payloads.Decode(message.Payload.Span, _topic.Payload, this);
    }

    // Samples and what the source itself refused, in the order in which they stood in the source.
    private void TakeAll(RawBatch batch)
    {
        var samples = batch.Samples;
        var refused = batch.Refused;
        for (int i = 0, r = 0, item = 0; i < samples.Length || r < refused.Count; item++)
        {
            if (r < refused.Count && (i == samples.Length || refused[r].Refusal.Index == item))
            {
                var (refusal, head, bytes) = refused[r++];
                Refused(refusal.Reason, refusal.Detail, refusal.Tag, head, bytes);
                batch.Refuse(refusal);
                continue;
            }
            ref readonly var sample = ref samples[i++];
            var reason = Take(sample, out var detail);
            if (reason != RejectReason.None)
                batch.Refuse(new Refusal(item, sample.Tag, reason, detail));
        }
    }

    private RejectReason Take(in RawSample sample, out string detail)
    {
        var value = new RawValue
        {
            Kind = sample.Text is null ? RawKind.Number : RawKind.Text,
            Number = sample.Number,
            Text = sample.Text,
            SourceTicks = sample.SourceTicks,
            Quality = sample.Quality,
        };
        if (!sample.IsSensorId)
            return Take(value, Router.TopicOf(sample.Tag).Own, out detail);
        if (Router.Map.FindSensor(sample.Tag) is { } sensor)
            return Take(value, new TagRoute(sample.Tag, sensor), out detail);
        counters.ValuesDecoded++;
        detail = "the plant has no such sensor";
        Refused(RejectReason.UnknownSensor, detail, sample.Tag, Encoding.UTF8.GetBytes(RawText.Of(sample)));
        return RejectReason.UnknownSensor;
    }

    private RejectReason Take(in RawValue value, in TagRoute route, out string detail)
    {
        detail = "";
        counters.ValuesDecoded++;
        _isUntimed |= value.SourceTicks == RawSample.NoTime;
        if (value.Text?.Length > options.TextLengthMax)
        {
            detail = TextLimit.Detail(options.TextLengthMax);
            Refused(RejectReason.TextTooLong, detail, route.Tag, RefusalText.Head(value), RefusalText.Bytes(value));
            return RejectReason.TextTooLong;
        }
        if (route.Sensor is not { } sensor)
        {
            Unknown(value, route.Tag);
            return RejectReason.None;
        }
        if (value.SourceTicks == RawSample.NoTime)
            _context = _context with { UntimedTicks = UntimedTicks(sensor.Key) };
        var reason = Conditioner.Condition(sensor.Conditioning, value, _context, out var sample, out var isOutOfRange);
        if (reason == RejectReason.None)
        {
            Join(sensor, sample, isOutOfRange);
            return reason;
        }
        detail = RefusalText.Of(reason, value, sensor, options);
        Refused(reason, detail, route.Tag, RefusalText.Head(value), RefusalText.Bytes(value));
        return reason;
    }

    private void Join(SensorPlan sensor, in Sample sample, bool isOutOfRange)
    {
        _accepted++;
        if (isOutOfRange)
            counters.OutOfRange++;
        if (sample.Quality != Quality.Good)
            counters.NotGood++;
        if (_deadband.LeavesOut(sensor.Key, sensor.Conditioning.Rules.Deadband, sample))
            counters.WithinDeadband++;
        else
            _batch!.Add(sensor.Key, sample);
    }

    private void Unknown(in RawValue value, string tag)
    {
        _unknown++;
        counters.ValuesUnknown++;
        var text = value.Kind != RawKind.Text ? null : value.Text ?? _texts.Get(value.Utf8);
        var kind = value.Kind switch
        {
            RawKind.Text => ValueKind.Text,
            RawKind.Boolean => ValueKind.Boolean,
            _ => ValueKind.Number,
        };
        unknownTags.Saw(
            tag, _message.Source, _message.ReceiveTicks, new RawSample(tag, value.SourceTicks, value.Number, text), kind);
    }

    private void Refused(RejectReason reason, string detail, string tag, ReadOnlySpan<byte> whole) =>
        Refused(reason, detail, tag, whole, whole.Length);

    private void Refused(RejectReason reason, string detail, string tag, ReadOnlySpan<byte> head, int bytes)
    {
        _rejected++;
        counters.RejectedByReason[(int)reason]++;
        var kept = head[..Math.Min(head.Length, DeadLetter.HeadBytesMax)].ToArray();
        var shortTag = tag.Length > DeadLetter.TagLengthMax ? tag[..DeadLetter.TagLengthMax] : tag;
        deadLetters.Add(new DeadLetter(_message.ReceiveTicks, _message.Source, shortTag, reason, detail, kept, bytes));
    }
}
