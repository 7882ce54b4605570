using OrleansTwin.Twins.Anomaly;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Learning;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Health.Live;

/// <summary>
/// Learns what is normal for a machine from its minutes, and judges that on the minutes that follow. What does not hold there is
/// refused, and learned again from all of them; so on, at last from the newest.
/// </summary>
internal sealed class NormalLearner
{
    /// <summary>So many times the minutes of the first attempt are learned from at most.</summary>
    private const int GrowthMax = 4;

    private readonly LiveHealthOptions _options;
    private HealthyRows _rows;
    private int _needed;
    private Attempt? _attempt;
    private string _tooLittle = "";

    public NormalLearner(IReadOnlyList<string> signals, LiveHealthOptions options)
    {
        (_options, _needed) = (options, options.LearnMinutes);
        _rows = new HealthyRows(signals, _needed + options.JudgeMinutes);
    }

    private NormalLearner(LiveHealthOptions options, HealthyRows rows, int needed, Attempt? attempt) =>
        (_options, _rows, _needed, _attempt) = (options, rows, needed, attempt);

    /// <summary>Minutes that are being learned from.</summary>
    public int Learned => Math.Min(_rows.Count, _needed);

    public string Missing =>
        _attempt is not null
            ? $"What was learned is judged: {_rows.Count - _needed} of {_options.JudgeMinutes} minutes that it was not learned "
                + "from."
            : _tooLittle.Length > 0 ? _tooLittle
            : $"{Learned} of {_needed} minutes of steady production are learned from.";

    /// <summary>Takes a minute; the model that has held, with where its detector has come to; null: there is none yet.</summary>
    public LiveModel? Push(long minuteTicks, ReadOnlySpan<double> row, ModelHistory history)
    {
        if (!_rows.Push(row, minuteTicks))
            return null;
        _tooLittle = "";
        _attempt?.Judge(row, minuteTicks, _options);
        if (_attempt is null && _rows.Count == _needed)
            Begin(minuteTicks);
        return _rows.IsEnough ? End(minuteTicks + Buckets.WidthTicks, history) : null;
    }

    public void Write(StateWriter writer)
    {
        writer.WriteCount(_needed);
        _rows.Write(writer);
        writer.WriteBool(_attempt is not null);
        _attempt?.Write(writer);
    }

    /// <exception cref="StateFormatException">The bytes are no such state.</exception>
    public static NormalLearner Read(ref StateReader reader, LiveHealthOptions options)
    {
        var needed = reader.ReadCount(HealthyRows.RowsMax);
        var rows = HealthyRows.Read(ref reader);
        return new NormalLearner(options, rows, needed, reader.ReadBool() ? Attempt.Read(ref reader) : null).Fitted();
    }

    /// <summary>Of a program that did not judge: the rows that were learned from.</summary>
    public static NormalLearner Of(HealthyRows rows, LiveHealthOptions options) =>
        new NormalLearner(options, rows, rows.Needed, null).Fitted();

    /// <summary>Other numbers of minutes may be wanted than when it was saved: then an attempt begins anew.</summary>
    private NormalLearner Fitted()
    {
        var needed = Math.Clamp(_needed, _options.LearnMinutes, NeededMax);
        if (needed == _needed && _rows.Needed == needed + _options.JudgeMinutes)
            return this;
        (_needed, _attempt) = (needed, null);
        _rows = _rows.GoOn(needed + _options.JudgeMinutes, needed - 1);
        return this;
    }

    private int NeededMax => Math.Min(GrowthMax * _options.LearnMinutes, HealthyRows.RowsMax - _options.JudgeMinutes);

    private void Begin(long minuteTicks)
    {
        var endTicks = minuteTicks + Buckets.WidthTicks;
        var end = new DateTime(endTicks, DateTimeKind.Utc);
        var source = new ModelSource(
            FormattableString.Invariant($"{_needed} minutes of its own steady production until {end:u}"), endTicks);
        try
        {
            _attempt = new Attempt(AnomalyTrainer.Train(_rows.ToTable(), null, _options.ForAnomalies, source));
        }
        catch (ArgumentException tooLittle)
        {
            _tooLittle = tooLittle.Message;
            _rows = _rows.GoOn(_rows.Needed, keep: 0);
        }
    }

    private LiveModel? End(long atTicks, ModelHistory history)
    {
        if (_attempt is not { } attempt)
            return null;
        var told = attempt.Trial.Told(_options.FalseAlarmShare);
        if (attempt.Trial.Holds(_options.FalseAlarmShare, _options.JudgeMinutes))
        {
            history.Add(ModelEventKind.Learned, atTicks, told);
            return attempt.Live(told);
        }

        history.Add(ModelEventKind.Refused, atTicks, told);
        _needed = Math.Min(_needed + _options.JudgeMinutes, NeededMax);
        _rows = _rows.GoOn(_needed + _options.JudgeMinutes, _needed);
        _attempt = null;
        Begin(atTicks - Buckets.WidthTicks);
        return null;
    }

    /// <summary>A model that is judged.</summary>
    private sealed class Attempt(AnomalyModel model)
    {
        private AnomalyDetector _detector = new(model, goesOn: true);

        public ModelTrial Trial { get; private set; } = new();

        public void Judge(ReadOnlySpan<double> row, long minuteTicks, LiveHealthOptions options)
        {
            var score = _detector.Score(row, minuteTicks, options.GapMinutes * Buckets.WidthTicks);
            if (score.Verdict is AnomalyVerdict.Normal or AnomalyVerdict.Alarm)
                Trial.Push(score);
        }

        public LiveModel Live(string told)
        {
            var record = model.Record with { Split = $"{model.Record.Split} {told}", Metrics = [Trial.Metric()] };
            var judged = model.WithLimit(model.Limit, record);
            return new LiveModel(judged, _detector.With(judged));
        }

        public void Write(StateWriter writer)
        {
            writer.WriteBytes(AnomalyModelCodec.Write(model));
            _detector.Write(writer);
            Trial.Write(writer);
        }

        public static Attempt Read(ref StateReader reader)
        {
            var model = AnomalyModelCodec.Read(reader.ReadBytes());
            return new Attempt(model)
            {
                _detector = AnomalyDetector.Read(ref reader, model),
                Trial = ModelTrial.Read(ref reader),
            };
        }
    }
}
