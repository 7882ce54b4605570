using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Reports;
using OrleansTwin.Twins.Samples;
using OrleansTwin.Twins.Sensors;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Machines;

/// <summary>A bucket's report with the state it was folded from, as the ledger keeps them.</summary>
public readonly record struct FoldedBucket(BucketReport Report, ReadOnlyMemory<byte> Opening);

/// <summary>
/// What a refold came to. <paramref name="Closing"/> is the opening of the next bucket; empty when the bucket was the open one.
/// </summary>
public readonly record struct Refolded(FoldedBucket Bucket, ReadOnlyMemory<byte> Closing);

/// <summary>
/// One machine. It joins the reports of its sensors on source time: samples wait until the watermark, a fixed lag behind the
/// newest plausible sample, has passed them, and are folded in order; so small disorder between topics costs nothing. A sample
/// behind the watermark, or one far ahead, marks its bucket for a refold from history, which is the same fold again; so settled
/// elements are equal for every order of arrival (DESIGN, "Order, lateness and exactness"). Live values move at once.
/// </summary>
public sealed partial class MachineTwin
{
    /// <summary>
    /// A sample further ahead of the watermark than this does not wait in memory; its bucket is refolded when time has come
    /// there.
    /// </summary>
    public const long AheadTicksMax = 2 * Buckets.WidthTicks;

    /// <summary>
    /// How often, in event time, the open bucket is reported; less often where its reports are taken less often.
    /// </summary>
    public const long ReportTicks = TimeSpan.TicksPerSecond;

    /// <summary>Far below <see cref="MachineFold.HoldTicksMax"/>.</summary>
    private const long RunTicksMax = TimeSpan.TicksPerDay;

    // From 2 on, with the alarms.
    private const byte Layout = 2;
    private const int RefoldsMax = 200_000;

    private readonly SignalBinding _signals;
    private readonly IReadOnlyDictionary<string, Product> _products;
    private readonly SignalSamples _pending;
    private readonly MachineLive _live;
    private readonly SortedSet<long> _refolds = [];
    private readonly SortedSet<long> _ahead = [];
    private readonly List<FoldedBucket> _reports = new(1);
    private MachineFold _fold;
    private ReadOnlyMemory<byte> _opening;
    private long _nextReportTicks;
    private long _version;
    private bool _isOpenDue;

    public MachineTwin(MachineAsset asset, IReadOnlyDictionary<string, Product> products)
    {
        ArgumentNullException.ThrowIfNull(asset);
        ArgumentNullException.ThrowIfNull(products);
        (Asset, _products, _signals) = (asset, products, new SignalBinding(asset));
        _pending = NewSamples();
        _live = new MachineLive(asset, _signals);
        _fold = NewFold();
    }

    public MachineAsset Asset { get; }

    public string Id => Asset.Id;

    /// <summary>Everything before is settled, save for refolds to come; 0: nothing is known yet.</summary>
    public long WatermarkTicks => _fold.AtTicks;

    public MachineState State => _live.State;

    public TimeClass Class => _live.Class;

    public long SinceTicks => _live.SinceTicks;

    public string? Product => _live.Product;

    public string? Order => _live.Order;

    public bool HasPower => _live.HasPower;

    public ref readonly LiveReport Live => ref _live.Report;

    /// <summary>True if the sensor takes part in the fold: only then do its late samples matter to the machine.</summary>
    public bool IsSignal(int sensor) => _signals[sensor] != SignalRoles.None;

    /// <summary>The signals of the fold, whose samples a refold needs.</summary>
    public IReadOnlyList<int> Signals => _signals.Signals;

    /// <summary>Follows one sample of one of its sensors: a run of one.</summary>
    public bool Apply(int sensor, in Sample sample, in SensorReport report) =>
        Apply(sensor, new ReadOnlySpan<Sample>(in sample), report);

    /// <summary>
    /// Follows the samples that a report of one of its sensors (index in <see cref="MachineAsset.Sensors"/>) tells of: the first
    /// <see cref="SensorReport.Count"/> of a run. Returns true if <see cref="Live"/> has changed. Then take what
    /// <see cref="TakeReports"/> and <see cref="NextRefold"/> have. However samples are cut into runs, the twin comes to the same
    /// state.
    /// </summary>
    public bool Apply(int sensor, ReadOnlySpan<Sample> run, in SensorReport report)
    {
        run = run[..report.Count];
        if (JoinsAtOnce(sensor, run))
            return Follow(sensor, run, report);
        var isLive = false;
        for (var i = 0; i < run.Length; i++)
        {
            // A change of the limit state is the last one's doing.
            var own = i < run.Length - 1 ? report with { Now = report.Before } : report;
            isLive |= Follow(sensor, run.Slice(i, 1), own);
        }

        return isLive;
    }

    /// <summary>
    /// Whether something is due by a moment that time without samples would settle: samples that wait, the end of the open
    /// bucket, a change of plan, a timeout, a refold.
    /// </summary>
    public bool IsDue(long ticks) => _fold.IsDue(ticks) || _pending.HasBefore(ticks) || NextRefold is not null;

    /// <summary>
    /// Time has come to a moment without samples (an input like any other: the host journals it). Settles what lies before.
    /// </summary>
    public void AdvanceTo(long ticks) => Settle(ticks);

    /// <summary>
    /// Moves the reports of the buckets closed since the last call to the end of a list. A host takes them at the end of each
    /// batch, before it saves the twin.
    /// </summary>
    public void TakeReports(List<FoldedBucket> reports)
    {
        ArgumentNullException.ThrowIfNull(reports);
        reports.AddRange(_reports);
        _reports.Clear();
    }

    /// <summary>
    /// The open bucket, where a report of it is due; a host takes it after <see cref="TakeReports"/>. However much time a batch
    /// covers, the open bucket is reported once.
    /// </summary>
    public bool TryTakeOpen(out BucketView open)
    {
        (var isDue, _isOpenDue) = (_isOpenDue, false);
        open = isDue ? Open(_fold) : default;
        return isDue;
    }

    public bool HasReports => _isOpenDue || _reports.Count > 0;

    /// <summary>Buckets that late samples came for, and that could not be folded again; since the process began.</summary>
    public long RefoldsDeclined { get; private set; }

    /// <summary>The earliest bucket that must be folded again from history; null: none.</summary>
    public long? NextRefold => _refolds.Count == 0 ? null : _refolds.Min;

    /// <summary>The state from which the open bucket is folded; empty: nothing was known at its start.</summary>
    public ReadOnlyMemory<byte> Opening => _opening;

    /// <summary>
    /// A run joins at once where settling in between would come to the same: it only moves the watermark on, so no sample of it
    /// is behind one moved by another; it fits; it spans less time than a fold holds without a sample; and it has no states, of
    /// which each may be one that the twin can't follow.
    /// </summary>
    private bool JoinsAtOnce(int sensor, ReadOnlySpan<Sample> run) =>
        run.Length == 1
        || (!IsStateOfTag(sensor) && run[^1].SourceTicks - _live.Report.NewestSourceTicks <= RunTicksMax
            && (!IsSignal(sensor) || (_fold.HasStarted && _pending.HasRoomFor(run.Length))));

    private bool Follow(int sensor, ReadOnlySpan<Sample> run, in SensorReport report)
    {
        var isLive = _live.Apply(sensor, run, report);
        if (report.IsLimitChange || _alarms is not null || (IsStateOfTag(sensor) && IsStateUnread))
            isLive |= FollowAlarms(sensor, run[^1], report);
        if (IsSignal(sensor))
            Join(sensor, run);
        Settle(_live.Report.NewestSourceTicks - Asset.WatermarkLagTicks);
        return isLive;
    }

    /// <summary>Of a run of several, which is in order, only the first can be late and none is far ahead.</summary>
    private void Join(int sensor, ReadOnlySpan<Sample> run)
    {
        var late = 0;
        while (late < run.Length && _fold.HasStarted && run[late].SourceTicks < _fold.AtTicks)
            Remember(_refolds, Buckets.StartOf(run[late++].SourceTicks));
        run = run[late..];
        if (run.IsEmpty)
            return;
        if (!_pending.HasRoomFor(run.Length) || run[0].SourceTicks > _live.Report.NewestSourceTicks + AheadTicksMax)
            Remember(_ahead, Buckets.StartOf(run[0].SourceTicks));
        else
            _pending.Add(sensor, run);
    }

    private static void Remember(SortedSet<long> buckets, long bucket)
    {
        if (buckets.Count < RefoldsMax)
            buckets.Add(bucket);
    }

    private void Settle(long watermarkTicks)
    {
        _pending.FoldBefore(watermarkTicks, _fold);
        _fold.AdvanceTo(watermarkTicks);
        ReportClosed();
        if (_fold.AtTicks < _nextReportTicks || !_fold.HasStarted)
            return;
        _nextReportTicks = _fold.AtTicks - (_fold.AtTicks % ReportTicks) + ReportTicks;
        _isOpenDue = true;
    }

    private void ReportClosed()
    {
        if (_fold.Closed.Count == 0)
            return;
        foreach (var closed in _fold.Closed)
        {
            _reports.Add(new FoldedBucket(NewReport(closed.BucketTicks, true, closed.Slices, closed.Events), _opening));
            _opening = closed.Closing;
            if (_ahead.Remove(closed.BucketTicks))
                Remember(_refolds, closed.BucketTicks);
        }

        _fold.Closed.Clear();
    }

    private BucketReport NewReport(
        long bucketTicks, bool isSettled, IReadOnlyList<ElementSlice> slices, IReadOnlyList<MachineEvent> events) =>
        new(Id, ReportPart.Own, bucketTicks, ++_version, isSettled, slices, events);

    private BucketView Open(MachineFold fold)
    {
        var bucket = fold.Read();
        return new BucketView(Id, ReportPart.Own, fold.BucketTicks, ++_version, false, bucket.Slices, bucket.Events);
    }

    private MachineFold NewFold() => new(Asset, _signals, _products);
}
