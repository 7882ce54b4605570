using OrleansTwin.Twins.Calendars;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Twins.Machines;

/// <summary>A folded bucket: what it came to, and the state in which the next one opens.</summary>
internal sealed record ClosedBucket(
    long BucketTicks, IReadOnlyList<ElementSlice> Slices, MachineEvent[] Events, byte[] Closing);

/// <summary>
/// The fold of a machine's signals in order of source time (DESIGN, rule 1): from an opening state and the samples of a bucket to
/// the bucket's elements and its closing state. Between two samples time passes in jumps from one deadline to the next: the end
/// of the bucket, a change of plan, a timeout, the moment an interruption outlasts the micro-stop threshold. Samples must come in
/// order; joining disordered signals is <see cref="MachineTwin"/>'s part.
/// </summary>
internal sealed partial class MachineFold
{
    /// <summary>Longer silence is not filled: the twin starts anew, and the time between is not covered.</summary>
    public const long HoldTicksMax = 7 * TimeSpan.TicksPerDay;

    private readonly MachineAsset _asset;
    private readonly SignalBinding _signals;
    private readonly IReadOnlyDictionary<string, Product> _products;
    private readonly ScheduleCursor _schedule;
    private readonly BucketAccumulator _bucket = new();
    private readonly RecentSegments _past = new();

    private long _atTicks;
    private long _accruedTicks;
    private long _bucketTicks;
    private long _deadlineTicks;
    private ScheduleSpan _span;
    private readonly StateReading _reading = new();
    private MachineState _state;
    private string? _product;
    private string? _order;
    private Activity _activity;
    private long _segmentStartTicks;

    public MachineFold(MachineAsset asset, SignalBinding signals, IReadOnlyDictionary<string, Product> products)
    {
        (_asset, _signals, _products) = (asset, signals, products);
        _schedule = new ScheduleCursor(asset.Calendar);
        _counters = new CounterState[asset.Quantities.Count];
        _meters = new MeterState[asset.Meters.Count];
        _product = asset.Context.DefaultProduct;
        _counting = new CountingRule(asset.Quantities);
    }

    /// <summary>Folded up to here; 0: nothing is known yet.</summary>
    public long AtTicks => _atTicks;

    public bool HasStarted => _atTicks > 0;

    /// <summary>Start of the open bucket.</summary>
    public long BucketTicks => _bucketTicks;

    /// <summary>Buckets closed since the caller last cleared the list.</summary>
    public List<ClosedBucket> Closed { get; } = new(1);

    /// <summary>Folds one sample of one signal. Its source time is not before <see cref="AtTicks"/>.</summary>
    public void Apply(int sensor, in Sample sample)
    {
        if (!HasStarted)
            Start(sample.SourceTicks);
        AdvanceTo(sample.SourceTicks);
        if (sample.Quality == Quality.Uncertain)
        {
            Slice()[Element.UncertainSamples]++;
            return;
        }

        var roles = _signals[sensor];
        if ((roles & SignalRoles.Meter) != 0)
            ApplyMeter(sensor, sample);
        if ((roles & (SignalRoles.Product | SignalRoles.Order)) != 0)
            ApplyContext(roles, sample);
        if ((roles & (SignalRoles.State | SignalRoles.Power | SignalRoles.Pulse)) != 0)
            ApplyState(roles, sample);
        if ((roles & SignalRoles.Quantity) != 0)
            ApplyQuantity(sensor, sample);
    }

    /// <summary>Whether letting time pass up to there does more than count it.</summary>
    public bool IsDue(long ticks) => HasStarted && _deadlineTicks <= ticks;

    /// <summary>Lets time pass.</summary>
    public void AdvanceTo(long ticks)
    {
        if (!HasStarted || ticks <= _atTicks)
            return;
        if (ticks - _atTicks > HoldTicksMax)
        {
            Restart(ticks);
            return;
        }

        while (_deadlineTicks <= ticks)
            Pass(_deadlineTicks);
        _atTicks = ticks;
    }

    /// <summary>What the open bucket has come to up to now; valid until the next call.</summary>
    public BucketAccumulator Read()
    {
        Accrue();
        return _bucket;
    }

    public MachineState State => _state;

    public TimeClass Class => _activity.Class;

    public string? Product => _product;

    public string? Order => _order;

    private void Start(long ticks)
    {
        (_atTicks, _accruedTicks, _segmentStartTicks) = (ticks, ticks, ticks);
        _bucketTicks = Buckets.StartOf(ticks);
        _span = _schedule.SpanAt(ticks);
        FollowPlan();
        _activity = ActivityNow();
        AddSegmentEvent();
        SetDeadline();
    }

    private void Restart(long ticks)
    {
        AdvanceTo(_bucketTicks + Buckets.WidthTicks);
        _bucket.Clear();
        _past.Clear();
        (_state, _stop, _pulseTicks) = (default, default, 0);
        Array.Clear(_meters);
        Start(ticks);
    }

    /// <summary>
    /// Time reaches a deadline: the bucket closes if it ends there, and whatever else is due happens in the next one.
    /// </summary>
    private void Pass(long ticks)
    {
        _atTicks = ticks;
        Accrue();
        if (ticks == _bucketTicks + Buckets.WidthTicks)
        {
            Forget();
            Closed.Add(new ClosedBucket(
                _bucketTicks, KeptSlices.Of(_bucket.Slices), _bucket.Events.ToArray(), SaveClosing()));
            _bucket.Clear();
            _bucketTicks = ticks;
            AddSegmentEvent();
        }

        MeetDeadlines();
    }

    /// <summary>
    /// What is due at this moment. It runs after a bucket has closed, and the same way when a bucket is opened again from its
    /// saved state.
    /// </summary>
    private void MeetDeadlines()
    {
        if (_atTicks >= _stop.OutlastsTicks(_asset.MicroStopTicks))
            TurnIntoBreakdown();
        if (_atTicks >= _span.EndTicks)
        {
            _span = _schedule.SpanAt(_atTicks);
            FollowPlan();
            ChangeActivity();
        }

        TimeOut();
        SetDeadline();
    }

    private void FollowPlan()
    {
        if (_asset.States is AlwaysProducing)
            _state = new MachineState(_span.Plan == PlanKind.Busy ? PackMlState.Execute : PackMlState.Stopped);
    }

    private void SetDeadline()
    {
        var deadline = Math.Min(_bucketTicks + Buckets.WidthTicks, _span.EndTicks);
        deadline = Math.Min(deadline, _stop.OutlastsTicks(_asset.MicroStopTicks));
        _deadlineTicks = Math.Min(deadline, StateTimeoutTicks());
    }

    private void ApplyContext(SignalRoles roles, in Sample sample)
    {
        if (sample.Quality != Quality.Good)
            return;
        var text = StateReading.TextOf(sample);
        if ((roles & SignalRoles.Product) != 0)
            _product = text.Length == 0 ? _asset.Context.DefaultProduct : text;
        if ((roles & SignalRoles.Order) != 0)
            _order = text.Length == 0 ? null : text;
        ChangeActivity();
    }

    /// <summary>The current slice's vector, with all time up to now in it.</summary>
    private ref ElementVector Slice() => ref _bucket[new SliceKey(_bucketTicks, _product, _order)];

    private ref ElementVector SliceOf(in Activity activity, long bucketTicks) =>
        ref _bucket[new SliceKey(Math.Max(bucketTicks, _bucketTicks - Buckets.LookBackTicks), activity.Product, activity.Order)];
}
