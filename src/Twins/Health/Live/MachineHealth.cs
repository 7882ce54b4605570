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
public sealed partial class MachineHealth
{
    private const int SharesMax = 3;

    private readonly LiveHealthOptions _options;
    private readonly string[] _signals;
    private readonly double[] _shares;
    private NormalLearner _learner;
    private LiveModel? _live;
    private int _beyond;
    private int _within;
    private int _untold;
    private long _beyondSinceTicks;

    /// <param name="signals">A name for each value of a row: sensors' local ids.</param>
    /// <param name="options">How it is learned and watched.</param>
    public MachineHealth(IReadOnlyList<string> signals, LiveHealthOptions options)
    {
        (_signals, _options, _shares) = ([.. signals], options, new double[signals.Count]);
        _learner = new NormalLearner(_signals, options);
        (Missing, _within) = (StillLearning(), options.RecoverMinutes);
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

    /// <summary>How the present alert began; null: there is none.</summary>
    public AlertBegin? Alert { get; private set; }

    /// <summary>What may have caused the present alert; null: nobody has looked yet.</summary>
    public AlertCauses? Causes { get; private set; }

    /// <summary>What is missing to tell; empty: nothing.</summary>
    public string Missing { get; private set; }

    /// <summary>What was learned and has held on other minutes; null: it is being learned, or judged.</summary>
    public ModelRecord? Record => _live?.Model.Record;

    /// <summary>Why the model is flagged; empty: it is not.</summary>
    public string Flagged => _live?.Flagged ?? "";

    /// <summary>What became of this machine's models.</summary>
    public ModelHistory History { get; private set; } = new();

    /// <summary>Minutes that are being learned from.</summary>
    public int Learned => _live is null ? _learner.Learned : 0;

    /// <summary>The work order whose finding is waited for, to learn by; empty: none is.</summary>
    public string AwaitedOrderId => _live?.OrderId ?? "";

    private long NowTicks => MinuteTicks + Buckets.WidthTicks;

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
        if (_live is { } live)
            Judge(live, live.Score(row, minuteTicks, _options.GapMinutes * Buckets.WidthTicks), row);
        else
            Learn(row, minuteTicks);
    }

    /// <summary>Somebody has looked for what may have caused the present alert; it stands with it until it ends.</summary>
    public void Explain(AlertCauses causes)
    {
        if (Alert is null)
            throw new InvalidOperationException($"The condition is {Condition}; causes are those of an alert.");
        Causes = causes;
    }

    /// <summary>A work order was drafted for the present alert: what is found will be learned by.</summary>
    public void Await(string orderId)
    {
        if (_live is not null && Alert is not null)
            _live.OrderId = orderId;
    }

    /// <summary>
    /// The awaited order is over. Where no fault was found, what was strange is normal from now on, and the alert ends; where one
    /// was, it says nothing about the model.
    /// </summary>
    /// <param name="wasFault">What was found; null: nobody has looked.</param>
    public void Teach(bool? wasFault)
    {
        if (_live is not { OrderId.Length: > 0 } live)
            return;
        live.OrderId = "";
        if (wasFault is not { } fault)
            return;
        History.Count(fault);
        if (fault)
        {
            live.BeginAnew();
            return;
        }

        var signals = live.Tolerate(NowTicks);
        History.Add(
            ModelEventKind.Taught, NowTicks,
            $"An alert was no fault. As far as they were in it, these may stray: {string.Join(", ", signals)}.");
        (Condition, Alert, Causes, Shares) = (HealthCondition.Normal, null, null, []);
        (_beyond, _within) = (0, _options.RecoverMinutes);
    }

    /// <summary>Forgets what was normal: it is learned anew, as after an overhaul or for another product.</summary>
    public void Forget() => BeginAnew(ModelEventKind.Forgotten, "Somebody said that the machine is healthy as it is.");

    private void BeginAnew(ModelEventKind kind, string why)
    {
        History.Add(kind, NowTicks, why);
        (_live, Score, Shares, Condition) = (null, null, [], HealthCondition.Unknown);
        (Alert, Causes, _beyond, _within, _untold) = (null, null, 0, _options.RecoverMinutes, 0);
        _learner = new NormalLearner(_signals, _options);
        Missing = StillLearning();
    }

    private string StillLearning() => History.Newest is { Kind: ModelEventKind.Refused or ModelEventKind.Withdrawn } last
        ? $"{_learner.Missing} The last model was {(last.Kind == ModelEventKind.Refused ? "refused" : "withdrawn")}: {last.Why}"
        : _learner.Missing;

    private void Learn(ReadOnlySpan<double> row, long minuteTicks)
    {
        _live = _learner.Push(minuteTicks, row, History);
        if (_live is not null)
            Condition = HealthCondition.Normal;
        Missing = _live is null ? StillLearning() : "";
    }

    private void Judge(LiveModel live, in AnomalyScore score, ReadOnlySpan<double> row)
    {
        (Score, Missing) = (score, MissingOf(score, live));
        if (score.Missing.Length > 0)
        {
            Shares = [];
            if (++_untold >= _options.RecoverMinutes && Condition != HealthCondition.Alert)
                Condition = HealthCondition.Unknown;
            return;
        }

        _untold = 0;
        var isNewRun = score.IsAlarm && _within >= _options.RecoverMinutes;
        _beyondSinceTicks = _beyond == 0 ? NowTicks : _beyondSinceTicks;
        (_beyond, _within) = score.IsAlarm ? (_beyond + 1, 0) : (0, _within + 1);
        Condition = _beyond >= _options.AlertMinutes ? HealthCondition.Alert
            : _within >= _options.RecoverMinutes ? HealthCondition.Normal
            : Condition == HealthCondition.Alert ? HealthCondition.Alert
            : _beyond > 0 ? HealthCondition.Watch
            : Condition;
        Shares = score.IsAlarm ? SharesOf(live, row) : [];
        if (Condition == HealthCondition.Alert)
        {
            Alert ??= new AlertBegin(_beyondSinceTicks, MinuteTicks, score.Score, score.Limit, Shares);
            return;
        }

        (Alert, Causes) = (null, null);
        Doubt(live, score, row, isNewRun);
    }

    private static string MissingOf(in AnomalyScore score, LiveModel live)
    {
        var still = score.PresentShare < 1 ? StillSignal.Tell(live.Detector.Still, "minutes") : "";
        return score.Missing.Length > 0 && still.Length > 0 ? $"{score.Missing} {still}" : score.Missing + still;
    }

    /// <summary>Whether the model still fits, while no alert stands, and what becomes of it where it does not.</summary>
    private void Doubt(LiveModel live, in AnomalyScore score, ReadOnlySpan<double> row, bool isNewRun)
    {
        if (live.Watch(score, row, isNewRun, _options.FalseAlarmShare))
            History.Add(ModelEventKind.Flagged, NowTicks, live.Flagged);
        if (live.OrderId.Length > 0)
            return;
        if (Condition == HealthCondition.Normal)
            live.Settle();
        if (live.Drift.IsLost)
            BeginAnew(ModelEventKind.Withdrawn, live.OutsideBy(row));
        else if (live.Drift.IsRestless)
            Recalibrate(live);
    }

    private void Recalibrate(LiveModel live)
    {
        var before = live.Model.Limit;
        if (live.Recalibrate(_options.FalseAlarmShare, NowTicks) is not { } isOfUse)
            return;
        if (isOfUse)
        {
            History.Add(
                ModelEventKind.Recalibrated, NowTicks,
                FormattableString.Invariant(
                    $"By recent minutes without an alert the limit is {live.Model.Limit:0.0}, was {before:0.0}."));
        }
        else
        {
            BeginAnew(ModelEventKind.Withdrawn, live.Flagged);
        }
    }

    private SignalShare[] SharesOf(LiveModel live, ReadOnlySpan<double> row)
    {
        var watched = live.Model.Watched;
        var shares = _shares.AsSpan(0, watched.Count);
        live.Detector.Explain(shares);
        var found = new SignalShare[watched.Count];
        for (var i = 0; i < found.Length; i++)
            found[i] = new SignalShare(watched.NameOf(i), shares[i], watched.Deviation(i, row));
        return [.. found.OrderByDescending(share => share.Share).Take(SharesMax)];
    }
}
