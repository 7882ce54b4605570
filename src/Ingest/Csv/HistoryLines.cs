using System.Text;
using OrleansTwin.Ingest.Conditioners;
using OrleansTwin.Ingest.Decoding;
using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Ingest.Rejects;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.Ingest.Tags;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Ingest.Csv;

/// <summary>
/// From lines to samples. A file with a column <c>raw</c> holds samples as history does, and they are taken as they are; in any
/// other one values are what a source sends, and are conditioned as such. A deadband leaves nothing out: it belongs to the order
/// of arrival.
/// </summary>
internal sealed class HistoryLines(HistoryColumns columns, TagMap tags, IngestOptions options, Action<LineRefusal> refuse)
{
    private const int ShownMax = 60;

    private static readonly ConditioningPlan KeptText = Kept(ValueKind.Text);
    private static readonly ConditioningPlan KeptBoolean = Kept(ValueKind.Boolean);
    private static readonly ConditioningPlan KeptNumber = Kept(ValueKind.Number);

    private readonly TextPool _texts = new();
    private readonly Dictionary<byte[], SensorPlan> _sensors = new(Utf8Comparer.Instance);
    private ConditioningContext _context;
    private long _keptFromTicks;
    private IngestBatch? _batch;
    private long _line;

    public long FirstTicks { get; private set; } = long.MaxValue;

    public long LastTicks { get; private set; }

    /// <summary>From now on lines go into this batch.</summary>
    public void Fill(IngestBatch batch, long nowTicks, long keptFromTicks)
    {
        (_batch, _keptFromTicks) = (batch, keptFromTicks);
        _context = new ConditioningContext(nowTicks, options.FutureMax.Ticks, options.TextLengthMax, _texts);
    }

    public void Take(CsvRecords record)
    {
        _line = record.Line;
        if (record.Reason != RejectReason.None)
            Refuse(record.Reason, record.Problem);
        else if (record.Count != columns.Count)
            Refuse(RejectReason.Malformed, $"{record.Count} fields; expected {columns.Count} as in the first line");
        else if (!TimeParser.TryParse(record[columns.Time], TimeFormat.Auto, out var ticks))
            Refuse(
                RejectReason.UnreadableTime,
                $"time '{Shown(record[columns.Time])}'; expected ISO 8601 like 2026-03-02T08:00:00.5Z, or Unix time");
        else if (columns.Sensors.Count == 0)
            TakeLong(record, ticks);
        else
            TakeWide(record, ticks);
    }

    private void TakeLong(CsvRecords record, long ticks)
    {
        var name = record[columns.Sensor];
        if (SensorOf(name) is not { } sensor)
            Refuse(
                name.IsEmpty ? RejectReason.MissingTag : RejectReason.UnknownSensor,
                $"'{Shown(name)}' is no sensor or tag of the plant");
        else if (record.IsMissing(columns.Value))
            Refuse(RejectReason.MissingValue, "no value");
        else if (columns.Raw < 0)
            TakeSent(sensor, record[columns.Value], ticks, QualityOf(record));
        else
            TakeKept(sensor, record, ticks);
    }

    private void TakeWide(CsvRecords record, long ticks)
    {
        foreach (var (column, sensor) in columns.Sensors)
        {
            if (!record.IsMissing(column))
                TakeSent(sensor, record[column], ticks, QualityOf(record));
        }
    }

    /// <summary>A value as a source sends it.</summary>
    private void TakeSent(SensorPlan sensor, ReadOnlySpan<byte> field, long ticks, Quality quality)
    {
        var value = ValueOf(sensor, field, ticks, quality);
        var reason = Conditioner.Condition(sensor.Conditioning, value, _context, out var sample, out _);
        if (reason == RejectReason.None)
            Join(sensor, sample);
        else
            Refuse(reason, Explained(reason, value, sensor));
    }

    /// <summary>A sample as history holds it: value and raw value, conditioned already.</summary>
    private void TakeKept(SensorPlan sensor, CsvRecords record, long ticks)
    {
        var value = ValueOf(sensor, record[columns.Value], ticks, QualityOf(record));
        var reason = Conditioner.Condition(KeptPlan(sensor), value, _context, out var sample, out _);

        // To the bit: adding an offset of 0 would make 0 of -0.
        if (value.Kind == RawKind.Number)
            sample = sample with { Value = value.Number };
        if (reason == RejectReason.None && !record.IsMissing(columns.Raw))
            reason = WithRaw(record[columns.Raw], ref sample);
        if (reason == RejectReason.None)
            Join(sensor, sample);
        else
            Refuse(reason, Explained(reason, value, sensor));
    }

    private static RejectReason WithRaw(ReadOnlySpan<byte> field, ref Sample sample)
    {
        if (sample.Text is not null || !ScalarParser.TryNumber(field, out var raw))
            return RejectReason.WrongType;
        sample = sample with { RawValue = raw };
        return double.IsFinite(raw) ? RejectReason.None : RejectReason.NotFinite;
    }

    private void Join(SensorPlan sensor, in Sample sample)
    {
        if (sample.SourceTicks < _keptFromTicks)
        {
            Refuse(
                RejectReason.NoLongerKept,
                $"older than the samples that history keeps, which begin {new DateTime(_keptFromTicks):yyyy-MM-dd HH:mm} UTC");
            return;
        }

        FirstTicks = Math.Min(FirstTicks, sample.SourceTicks);
        LastTicks = Math.Max(LastTicks, sample.SourceTicks);
        _batch!.Add(sensor.Key, sample);
    }

    // Only what is found is remembered: names that somebody makes up hold no memory.
    private SensorPlan? SensorOf(ReadOnlySpan<byte> name)
    {
        var lookup = _sensors.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (lookup.TryGetValue(name, out var known))
            return known;
        var text = Encoding.UTF8.GetString(name);
        if ((tags.FindSensor(text) ?? tags.Find(text)) is not { } found)
            return null;
        if (_sensors.Count >= options.RoutesMax)
            _sensors.Clear();
        return lookup[name] = found;
    }

    private Quality QualityOf(CsvRecords record) =>
        columns.Quality < 0 || record.IsMissing(columns.Quality) ? Quality.Good : QualityParser.OfField(record[columns.Quality]);

    // A text stays the text that stands there, also where it looks like a number.
    private static RawValue ValueOf(SensorPlan sensor, ReadOnlySpan<byte> field, long ticks, Quality quality)
    {
        var number = 0.0;
        var kind = sensor.Conditioning.Kind == ValueKind.Text ? RawKind.Text : ScalarParser.Parse(field, out number);
        return new RawValue { Kind = kind, Number = number, Utf8 = field, SourceTicks = ticks, Quality = quality };
    }

    private string Explained(RejectReason reason, in RawValue value, SensorPlan sensor)
    {
        var text = RefusalText.Of(reason, value, sensor, options);
        return reason == RejectReason.WrongType && value.Utf8.Contains((byte)',')
            ? $"{text}; a number has a decimal point, and no comma"
            : text;
    }

    private void Refuse(RejectReason reason, string detail) => refuse(new LineRefusal(_line, reason, detail));

    private static string Shown(ReadOnlySpan<byte> text)
    {
        var shown = Encoding.UTF8.GetString(text);
        return shown.Length <= ShownMax ? shown : shown[..ShownMax] + "…";
    }

    /// <summary>Only the kind of value is checked.</summary>
    private static ConditioningPlan KeptPlan(SensorPlan sensor) => sensor.Conditioning.Kind switch
    {
        ValueKind.Text => KeptText,
        ValueKind.Boolean => KeptBoolean,
        _ => KeptNumber,
    };

    private static ConditioningPlan Kept(ValueKind kind) => new(new Conditioning(), kind, LinearConversion.None);
}
