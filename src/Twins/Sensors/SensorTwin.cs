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
    private double? _ratePerS;
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
    public double? RatePerS => _ratePerS;

    public LimitState LimitState { get; private set; }

    /// <summary>The minute that holds the latest sample.</summary>
    public ref readonly WindowStatistics Present => ref _present;

    /// <summary>The minute before, where it had samples.</summary>
    public ref readonly WindowStatistics Previous => ref _previous;

    public SensorReport Apply(in Sample sample)
    {
        var before = LimitState;
        var isPlausible = sample.SourceTicks <= sample.ReceiveTicks + ClockLeadTicksMax;
        if (!isPlausible)
            return new SensorReport(sample, false, false, before, before);
        var isGood = sample.Quality == Quality.Good && sample.Text is null;
        if (isGood)
            AddToWindow(sample);
        var isNewest = !_hasLatest || Sample.Compare(sample, _latest) > 0;
        if (isNewest)
            Follow(sample, isGood);
        return new SensorReport(sample, true, isNewest, before, LimitState);
    }

    /// <summary>True when the sensor has been quiet for longer than its model allows.</summary>
    public bool IsStale(long nowTicks) =>
        Asset.StaleTicks > 0 && (!_hasLatest || nowTicks - _latest.ReceiveTicks > Asset.StaleTicks);

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
        writer.WriteBool(_ratePerS.HasValue);
        writer.WriteDouble(_ratePerS ?? 0);
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
        var hasRate = reader.ReadBool();
        var rate = reader.ReadDouble();
        _ratePerS = hasRate ? rate : null;
        LimitState = (LimitState)reader.ReadByte((byte)LimitState.HighHigh);
        _present = WindowStatistics.Load(ref reader);
        _previous = WindowStatistics.Load(ref reader);
    }

    private void Follow(in Sample sample, bool isGood)
    {
        if (isGood)
        {
            if (_hasLatest && _latest.Quality == Quality.Good && sample.SourceTicks > _latest.SourceTicks)
            {
                var elapsed = TimeSpan.FromTicks(sample.SourceTicks - _latest.SourceTicks);
                _ratePerS = (sample.Value - _latest.Value) / elapsed.TotalSeconds;
            }

            if (Asset.Limits is { } limits)
                LimitState = Limits.Next(LimitState, limits, sample.Value);
        }

        (_latest, _hasLatest) = (sample, true);
    }

    private void AddToWindow(in Sample sample)
    {
        var start = Buckets.StartOf(sample.SourceTicks);
        if (start > _present.StartTicks)
            (_previous, _present) = (_present, WindowStatistics.Begin(start));
        if (start == _present.StartTicks)
            _present = _present.With(sample.Value);
        else if (start == _previous.StartTicks)
            _previous = _previous.With(sample.Value);
    }
}
