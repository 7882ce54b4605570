using OrleansTwin.Twins.Anomaly;
using OrleansTwin.Twins.Causes;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Learning;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Health.Live;

/// <summary>
/// The health of one machine, minute by minute of steady production: first it learns what is normal for this machine, then it
/// says how far the machine is from that and which signals it is. The same minutes give the same answers. Not safe to share
/// between threads.
/// </summary>
public sealed class MachineHealth
{
    // 2: with the newest score and its shares, when an alert was noticed, and what may have caused it.
    private const byte Layout = 2;
    private const int SharesMax = 3;

    private readonly LiveHealthOptions _options;
    private readonly string[] _signals;
    private readonly double[] _shares;
    private HealthyRows _healthy;
    private AnomalyModel? _model;
    private AnomalyDetector? _detector;
    private int _beyond;
    private int _within;
    private long _learnedFromTicks;
    private long _beyondSinceTicks;

    /// <param name="signals">A name for each value of a row: sensors' local ids.</param>
    /// <param name="options">How it is learned and watched.</param>
    public MachineHealth(IReadOnlyList<string> signals, LiveHealthOptions options)
    {
        (_signals, _options, _shares) = ([.. signals], options, new double[signals.Count]);
        _healthy = NewRows();
        Missing = StillLearning;
    }

    public IReadOnlyList<string> Signals => _signals;

    public HealthCondition Condition { get; private set; }

    /// <summary>What was said of the newest minute; null: nothing yet.</summary>
    public AnomalyScore? Score { get; private set; }

    /// <summary>The newest minute's beginning; 0: there was none.</summary>
    public long MinuteTicks { get; private set; }

    /// <summary>
    /// The signals that the newest score is about, the largest share first; empty while it is within its limit.
    /// </summary>
    public IReadOnlyList<SignalShare> Shares { get; private set; } = [];

    /// <summary>When the present alert was noticed: the end of its first minute; 0: there is none.</summary>
    public long NoticedTicks => Condition == HealthCondition.Alert ? _beyondSinceTicks : 0;

    /// <summary>What may have caused the present alert; null: nobody has looked yet.</summary>
    public AlertCauses? Causes { get; private set; }

    /// <summary>What is missing to tell; empty: nothing.</summary>
    public string Missing { get; private set; }

    /// <summary>What was learned; null: it is being learned.</summary>
    public ModelRecord? Record => _model?.Record;

    /// <summary>Minutes that are being learned from.</summary>
    public int Learned => _healthy.Count;

    /// <summary>
    /// A minute of steady production: the mean of each signal, NaN where it is missing. Minutes that are no newer than the last
    /// are left out.
    /// </summary>
    /// <param name="minuteTicks">The minute's beginning.</param>
    /// <param name="row">A value for each signal, in its unit.</param>
    public void Push(long minuteTicks, ReadOnlySpan<double> row)
    {
        if (minuteTicks <= MinuteTicks)
            return;
        MinuteTicks = minuteTicks;
        if (_detector is null)
            Learn(row, minuteTicks);
        else
            Judge(_detector.Score(row, minuteTicks, _options.GapMinutes * Buckets.WidthTicks), row);
    }

    /// <summary>Somebody has looked for what may have caused the present alert; it stands with it until it ends.</summary>
    public void Explain(AlertCauses causes)
    {
        if (Condition != HealthCondition.Alert)
            throw new InvalidOperationException($"The condition is {Condition}; causes are those of an alert.");
        Causes = causes;
    }

    /// <summary>Forgets what was normal: it is learned anew, as after an overhaul or for another product.</summary>
    public void Forget()
    {
        (_model, _detector, Score, Shares, Condition) = (null, null, null, [], HealthCondition.Unknown);
        (_beyond, _within, _beyondSinceTicks, Causes) = (0, 0, 0, null);
        _healthy = NewRows();
        Missing = StillLearning;
    }

    public void Save(StateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteVersion(Layout);
        writer.WriteCount(_signals.Length);
        foreach (var signal in _signals)
            writer.WriteString(signal);
        writer.WriteInt64(MinuteTicks);
        writer.WriteInt64(_learnedFromTicks);
        writer.WriteByte((byte)Condition);
        writer.WriteInt32(_beyond);
        writer.WriteInt32(_within);
        WriteScore(writer);
        writer.WriteInt64(_beyondSinceTicks);
        writer.WriteBool(Causes is not null);
        Causes?.Write(writer);
        _healthy.Write(writer);
        writer.WriteBool(_model is not null);
        if (_model is null)
            return;
        writer.WriteBytes(AnomalyModelCodec.Write(_model));
        _detector!.Write(writer);
    }

    /// <summary>False: it was saved of other signals, and what it says is of no use.</summary>
    /// <exception cref="StateFormatException">The bytes are damaged or of a newer version.</exception>
    public bool Load(ref StateReader reader)
    {
        var layout = reader.ReadVersion(Layout);
        var signals = new string[reader.ReadCount(SignalTable.SignalsMax)];
        for (var i = 0; i < signals.Length; i++)
            signals[i] = reader.ReadText();
        if (!signals.SequenceEqual(_signals))
            return false;
        MinuteTicks = reader.ReadInt64();
        _learnedFromTicks = reader.ReadInt64();
        Condition = (HealthCondition)reader.ReadByte((byte)HealthCondition.Alert);
        (_beyond, _within) = (reader.ReadInt32(), reader.ReadInt32());
        if (layout >= 2)
        {
            ReadScore(ref reader);
            _beyondSinceTicks = reader.ReadInt64();
            Causes = reader.ReadBool() ? AlertCauses.Read(ref reader) : null;
        }

        _healthy = HealthyRows.Read(ref reader);
        if (reader.ReadBool())
        {
            _model = AnomalyModelCodec.Read(reader.ReadBytes());
            _detector = AnomalyDetector.Read(ref reader, _model);
        }

        Missing = _model is null ? StillLearning : "";
        return true;
    }

    private void WriteScore(StateWriter writer)
    {
        writer.WriteBool(Score is not null);
        if (Score is not { } score)
            return;
        writer.WriteDouble(score.Score);
        writer.WriteDouble(score.Limit);
        writer.WriteByte((byte)score.Verdict);
        writer.WriteDouble(score.PresentShare);
        writer.WriteCount(Shares.Count);
        foreach (var (signal, share, deviation) in Shares)
        {
            writer.WriteString(signal);
            writer.WriteDouble(share);
            writer.WriteDouble(deviation);
        }
    }

    private void ReadScore(ref StateReader reader)
    {
        if (!reader.ReadBool())
            return;
        Score = new AnomalyScore(
            reader.ReadDouble(), reader.ReadDouble(), (AnomalyVerdict)reader.ReadByte((byte)AnomalyVerdict.OutOfOrder),
            reader.ReadDouble());
        var shares = new SignalShare[reader.ReadCount(SharesMax)];
        for (var i = 0; i < shares.Length; i++)
            shares[i] = new SignalShare(reader.ReadText(), reader.ReadDouble(), reader.ReadDouble());
        Shares = shares;
    }

    private string StillLearning =>
        $"{Learned} of {_options.LearnMinutes} minutes of steady production are learned from.";

    private HealthyRows NewRows() => new(_signals, _options.LearnMinutes);

    private void Learn(ReadOnlySpan<double> row, long minuteTicks)
    {
        if (_healthy.Push(row, minuteTicks) && Learned == 1)
            _learnedFromTicks = minuteTicks;
        Missing = StillLearning;
        if (!_healthy.IsEnough)
            return;
        try
        {
            _model = Train();
            _detector = new AnomalyDetector(_model, goesOn: true);
            (Condition, Missing) = (HealthCondition.Normal, "");
        }
        catch (ArgumentException tooLittle)
        {
            Missing = tooLittle.Message;
        }

        _healthy = NewRows();
    }

    private AnomalyModel Train()
    {
        var from = new DateTime(_learnedFromTicks, DateTimeKind.Utc);
        var source = new ModelSource(
            FormattableString.Invariant($"{Learned} minutes of its own steady production from {from:u}"),
            MinuteTicks + Buckets.WidthTicks);
        return AnomalyTrainer.Train(_healthy.ToTable(), null, _options.ForAnomalies, source);
    }

    private void Judge(in AnomalyScore score, ReadOnlySpan<double> row)
    {
        (Score, Missing) = (score, score.Missing);
        if (score.Verdict is AnomalyVerdict.NotEnoughSignals or AnomalyVerdict.OutOfOrder)
        {
            Shares = [];
            return;
        }

        if (score.IsAlarm && _beyond == 0 && Condition != HealthCondition.Alert)
            _beyondSinceTicks = MinuteTicks + Buckets.WidthTicks;
        (_beyond, _within) = score.IsAlarm ? (_beyond + 1, 0) : (0, _within + 1);
        Condition = _beyond >= _options.AlertMinutes ? HealthCondition.Alert
            : _within >= _options.RecoverMinutes ? HealthCondition.Normal
            : Condition == HealthCondition.Alert ? HealthCondition.Alert
            : _beyond > 0 ? HealthCondition.Watch
            : Condition;
        Causes = Condition == HealthCondition.Alert ? Causes : null;
        Shares = score.IsAlarm ? SharesOf(row) : [];
    }

    private SignalShare[] SharesOf(ReadOnlySpan<double> row)
    {
        var watched = _model!.Watched;
        var shares = _shares.AsSpan(0, watched.Count);
        _detector!.Explain(shares);
        var found = new SignalShare[watched.Count];
        for (var i = 0; i < found.Length; i++)
            found[i] = new SignalShare(watched.NameOf(i), shares[i], watched.Deviation(i, row));
        return [.. found.OrderByDescending(share => share.Share).Take(SharesMax)];
    }
}
