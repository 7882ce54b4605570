using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Sensors;

/// <summary>
/// One sensor: its latest value by source time, how fast it changes, the statistics of the present and the previous minute, and
/// where it stands among its limits. A late sample counts in its minute's statistics while that minute is kept, and changes
/// nothing else. The host folds a sample once.
/// </summary>
public sealed class SensorTwin
{
    /// <summary>
    /// A source clock further ahead of the receiver's than this is not believed: its samples wait in history until time has come
    /// up.
    /// </summary>
    public const long ClockLeadTicksMax = 5 * TimeSpan.TicksPerSecond;

    private const byte Layout = 1;

    private Sample _latest;
    private bool _hasLatest;
    private bool _hasRate;
    private double _ratePerS;
    private WindowStatistics _present = WindowStatistics.Begin(0);
    private WindowStatistics _previous = WindowStatistics.Begin(0);

    public SensorTwin(SensorAsset asset)
    {
        ArgumentNullException.ThrowIfNull(asset);
        Asset = asset;
    }

    public SensorAsset Asset { get; private set; }

    /// <summary>The latest plausible sample; null before the first.</summary>
    public Sample? Latest => _hasLatest ? _latest : null;

    /// <summary>Change per second between the two latest good values, in the sensor's unit; null before there are two.</summary>
    public double? RatePerS => _hasRate ? _ratePerS : null;

    public LimitState LimitState { get; private set; }

    /// <summary>The minute that holds the latest sample.</summary>
    public ref readonly WindowStatistics Present => ref _present;

    /// <summary>The minute before, where it had samples.</summary>
    public ref readonly WindowStatistics Previous => ref _previous;

    /// <summary>Folds one sample: a run of one.</summary>
    public SensorReport Apply(in Sample sample) => Apply(new ReadOnlySpan<Sample>(in sample));

    /// <summary>
    /// Folds samples in order of arrival, up to the first that differs from those before it in what its report says: then the
    /// machine takes these with their report, and the rest is folded with the next call. However samples are cut into runs, the
    /// twin comes to the same state.
    /// </summary>
    /// <param name="run">At least one sample.</param>
    public SensorReport Apply(ReadOnlySpan<Sample> run)
    {
        ref readonly var first = ref run[0];
        if (!IsPlausible(first))
            return new SensorReport(1, false, false, LimitState, LimitState);
        if (!_hasLatest || IsAfter(first, _latest))
            return Follow(run);
        if (IsGood(first))
            AddToWindow(first);
        return new SensorReport(1, true, false, LimitState, LimitState);
    }

    /// <summary>True when the sensor has been quiet for longer than its model allows.</summary>
    public bool IsStale(long nowTicks) =>
        Asset.StaleTicks > 0 && (!_hasLatest || nowTicks - _latest.ReceiveTicks > Asset.StaleTicks);

    /// <summary>
    /// How long a sensor that has spoken once has been silent by now, where that is longer than its model allows; else 0.
    /// </summary>
    /// <param name="listeningSinceTicks">Nobody listened before; what was not heard then is no silence.</param>
    /// <param name="nowTicks">By the receiver's clock.</param>
    public long SilenceTicks(long listeningSinceTicks, long nowTicks)
    {
        if (Asset.StaleTicks == 0 || !_hasLatest)
            return 0;
        var silence = nowTicks - Math.Max(_latest.ReceiveTicks, listeningSinceTicks);
        return silence > Asset.StaleTicks ? silence : 0;
    }

    /// <summary>Takes over a changed description; limits are judged anew with the next value.</summary>
    public void Describe(SensorAsset asset) => Asset = asset;

    public void Save(StateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteVersion(Layout);
        writer.WriteBool(_hasLatest);
        if (!_hasLatest)
            return;
        SampleState.Write(writer, _latest);
        writer.WriteBool(_hasRate);
        writer.WriteDouble(_ratePerS);
        writer.WriteByte((byte)LimitState);
        _present.Save(writer);
        _previous.Save(writer);
    }

    /// <exception cref="StateFormatException">The bytes are damaged or of a newer version.</exception>
    public void Load(ref StateReader reader)
    {
        reader.ReadVersion(Layout);
        _hasLatest = reader.ReadBool();
        if (!_hasLatest)
            return;
        _latest = SampleState.Read(ref reader);
        _hasRate = reader.ReadBool();
        _ratePerS = reader.ReadDouble();
        LimitState = (LimitState)reader.ReadByte((byte)LimitState.HighHigh);
        _present = WindowStatistics.Load(ref reader);
        _previous = WindowStatistics.Load(ref reader);
    }

    private static bool IsPlausible(in Sample sample) => sample.SourceTicks <= sample.ReceiveTicks + ClockLeadTicksMax;

    private static bool IsGood(in Sample sample) => sample.Quality == Quality.Good && sample.Text is null;

    private static bool IsAfter(in Sample sample, in Sample last) =>
        sample.SourceTicks > last.SourceTicks
        || (sample.SourceTicks == last.SourceTicks && Sample.Compare(sample, last) > 0);

    /// <summary>Each sample becomes the latest, until one is implausible or not newer, or the limit state changes.</summary>
    private SensorReport Follow(ReadOnlySpan<Sample> run)
    {
        var (before, limits) = (LimitState, Asset.Limits);
        ref readonly var last = ref _latest;
        var count = 0;
        do
        {
            ref readonly var sample = ref run[count];
            if (IsGood(sample))
            {
                if (_hasLatest && last.Quality == Quality.Good && sample.SourceTicks > last.SourceTicks)
                    FollowRate(last, sample);
                if (limits is not null)
                    LimitState = Limits.Next(LimitState, limits, sample.Value);
                AddToWindow(sample);
            }

            _hasLatest = true;
            last = ref sample;
            count++;
        }
        while (count < run.Length && LimitState == before && IsPlausible(run[count]) && IsAfter(run[count], last));
        _latest = last;
        return new SensorReport(count, true, true, before, LimitState);
    }

    private void FollowRate(in Sample last, in Sample sample)
    {
        _ratePerS = (sample.Value - last.Value) / TimeSpan.FromTicks(sample.SourceTicks - last.SourceTicks).TotalSeconds;
        _hasRate = true;
    }

    private void AddToWindow(in Sample sample)
    {
        if (_present.Holds(sample.SourceTicks))
            _present.Add(sample.Value);
        else if (sample.SourceTicks > _present.StartTicks)
            BeginWindow(sample);
        else if (_previous.Holds(sample.SourceTicks))
            _previous.Add(sample.Value);
    }

    private void BeginWindow(in Sample sample)
    {
        (_previous, _present) = (_present, WindowStatistics.Begin(Buckets.StartOf(sample.SourceTicks)));
        _present.Add(sample.Value);
    }
}
