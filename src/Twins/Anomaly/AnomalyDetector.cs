using OrleansTwin.Twins.Learning;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Anomaly;

/// <summary>
/// One machine under a model: takes its rows in order and says how strange each is. The state is a few numbers for each signal,
/// however long the machine runs; scoring allocates nothing. Not safe to share between threads.
/// </summary>
public sealed class AnomalyDetector
{
    // 2: with how long signals have stood still.
    private const byte Version = 2;

    private readonly AnomalyModel _model;
    private readonly double[] _levels;
    private readonly double[] _baselines;
    private readonly double[] _deviates;
    private readonly double[] _row;
    private readonly double[] _window;
    private readonly double[] _smoothed;
    private readonly double[] _gradient;
    private readonly Repetition[] _repetitions;
    private int _windowRows;
    private long _lastTicks = long.MinValue;

    // The statistic that made the last score; -1: a level.
    private int _strangest = -1;

    /// <param name="model">What is normal.</param>
    /// <param name="goesOn">The rows to come follow those that the model learned from; else they begin anew.</param>
    public AnomalyDetector(AnomalyModel model, bool goesOn = false)
    {
        var signals = model.Watched.Count;
        _model = model;
        (_row, _deviates) = (new double[signals], new double[signals]);
        (_window, _gradient) = (new double[signals * model.Latent.WindowRows], new double[signals * model.Latent.WindowRows]);
        _levels = goesOn ? [.. model.Levels.Levels] : new double[signals];
        _baselines = goesOn ? [.. model.Levels.Baselines] : new double[signals];
        _smoothed = Array.ConvertAll(model.Latent.Single, scale => scale.Centre);
        _repetitions = new Repetition[signals];
    }

    /// <summary>
    /// Watched signals that repeat one value for far longer than they ever did while the model learned. They may show that
    /// something is wrong, but not that all is well: a sensor that hangs looks healthier than any.
    /// </summary>
    public IEnumerable<StillSignal> Still =>
        Enumerable.Range(0, _repetitions.Length).Where(IsStill)
            .Select(signal => new StillSignal(_model.Watched.NameOf(signal), _repetitions[signal].Length));

    /// <summary>
    /// The next row at its time: one that is no later than the last is left out, and after a gap of more than
    /// <paramref name="gapTicks"/> rows are not seen together with those before it.
    /// </summary>
    public AnomalyScore Score(ReadOnlySpan<double> row, long atTicks, long gapTicks)
    {
        if (atTicks <= _lastTicks)
            return new AnomalyScore(double.NaN, _model.Limit, AnomalyVerdict.OutOfOrder, 0);
        if (_lastTicks != long.MinValue && atTicks - _lastTicks > gapTicks)
            _windowRows = 0;
        _lastTicks = atTicks;
        return Score(row);
    }

    /// <summary>The next row, a value for each of the model's signals; NaN is missing.</summary>
    public AnomalyScore Score(ReadOnlySpan<double> row)
    {
        var watched = _model.Watched;
        var present = (double)watched.Scale(row, _row) / watched.Count;
        var moving = present - ((double)CountStill(row) / watched.Count);
        if (present < WatchedSignals.PresentShareMin)
        {
            _windowRows = 0;
            return new AnomalyScore(double.NaN, _model.Limit, AnomalyVerdict.NotEnoughSignals, moving);
        }

        var score = PushTogether(PushLevels(), impute: present < 1);
        var limit = _model.Limit / present;
        return score > limit ? new AnomalyScore(score, limit, AnomalyVerdict.Alarm, moving)
            : moving < WatchedSignals.PresentShareMin
                ? new AnomalyScore(double.NaN, limit, AnomalyVerdict.NotEnoughSignals, moving)
            : new AnomalyScore(score, limit, AnomalyVerdict.Normal, moving);
    }

    /// <summary>
    /// What has made the last score as high as it is: a share of 1 for each of the model's watched signals, by levels or by the
    /// statistic that was strangest.
    /// </summary>
    public void Explain(Span<double> shares)
    {
        if (_strangest < 0)
        {
            for (var i = 0; i < shares.Length; i++)
                shares[i] = double.IsNaN(_deviates[i]) ? 0 : _deviates[i] * _deviates[i];
        }
        else
        {
            _model.Latent.Statistics[_strangest].Explain(_window, _gradient, shares);
        }

        var sum = 0.0;
        foreach (var share in shares)
            sum += share;
        for (var i = 0; i < shares.Length && sum > 0; i++)
            shares[i] /= sum;
    }

    /// <summary>Goes on from here under another model of the same signals, learned from the same rows.</summary>
    internal AnomalyDetector With(AnomalyModel other)
    {
        var detector = new AnomalyDetector(other) { _lastTicks = _lastTicks, _windowRows = _windowRows };
        (double[] From, double[] To)[] states =
        [
            (_levels, detector._levels), (_baselines, detector._baselines), (_window, detector._window),
            (_smoothed, detector._smoothed),
        ];
        foreach (var (from, to) in states)
            from.CopyTo(to, 0);
        _repetitions.CopyTo(detector._repetitions, 0);
        return detector;
    }

    /// <summary>Keeps for each watched signal how far its level has been, of those that are out of their limit now.</summary>
    internal void KeepStrays(Span<LevelStray> strays)
    {
        for (var i = 0; i < _levels.Length; i++)
        {
            if (!(Math.Abs(_deviates[i]) >= _model.HoldLimit))
                continue;
            ref var stray = ref strays[i];
            stray.Level = Math.Max(stray.Level, Math.Abs(_levels[i]));
            stray.Sum += Math.Abs(_row[i] - _baselines[i]);
            stray.Rows++;
        }
    }

    /// <summary>Writes the state, to go on from after a restart with the same model.</summary>
    public void Write(StateWriter writer)
    {
        writer.WriteVersion(Version);
        writer.WriteInt64(_lastTicks);
        writer.WriteCount(_windowRows);
        foreach (var numbers in new[] { _levels, _baselines, _window, _smoothed })
            writer.WriteDoubles(numbers);
        foreach (ref readonly var repetition in _repetitions.AsSpan())
            repetition.Write(writer);
    }

    /// <exception cref="StateFormatException">The bytes are no state of this model.</exception>
    public static AnomalyDetector Read(ref StateReader reader, AnomalyModel model)
    {
        var version = reader.ReadVersion(Version);
        var detector = new AnomalyDetector(model) { _lastTicks = reader.ReadInt64() };
        detector._windowRows = reader.ReadCount(model.Latent.WindowRows);
        foreach (var numbers in new[] { detector._levels, detector._baselines, detector._window, detector._smoothed })
            reader.ReadDoublesExactly(numbers.Length).CopyTo(numbers, 0);
        for (var i = 0; version >= 2 && i < detector._repetitions.Length; i++)
            detector._repetitions[i] = Repetition.Read(ref reader);
        return detector;
    }

    private bool IsStill(int signal) => _repetitions[signal].Length > _model.Watched.RepeatsMax[signal];

    // Of the row's values, those that are there and stand still.
    private int CountStill(ReadOnlySpan<double> row)
    {
        var still = 0;
        for (var signal = 0; signal < _row.Length; signal++)
        {
            _repetitions[signal].Push(row[_model.Watched.Columns[signal]]);
            still += !double.IsNaN(_row[signal]) && IsStill(signal) ? 1 : 0;
        }

        return still;
    }

    // A level that has no value now says nothing, and stays as it was.
    private double PushLevels()
    {
        var largest = 0.0;
        for (var signal = 0; signal < _row.Length; signal++)
        {
            if (double.IsNaN(_row[signal]))
            {
                _deviates[signal] = double.NaN;
                continue;
            }

            _deviates[signal] = _model.Levels.Push(
                signal, _row[signal], _model.HoldLimit, ref _levels[signal], ref _baselines[signal]);
            largest = Math.Max(largest, Math.Abs(_deviates[signal]));
        }

        return largest;
    }

    // Returns the larger of the levels' deviate and that of what signals do together, and keeps which it was.
    private double PushTogether(double levels, bool impute)
    {
        var latent = _model.Latent;
        _strangest = -1;
        if (latent.WindowRows == 0)
            return levels;
        if (impute)
            latent.Impute(_row);
        _window.AsSpan(0, _window.Length - _row.Length).CopyTo(_window.AsSpan(_row.Length));
        _row.CopyTo(_window, 0);
        _windowRows = Math.Min(latent.WindowRows, _windowRows + 1);
        if (_windowRows < latent.WindowRows)
            return levels;
        var largest = levels;
        for (var i = 0; i < latent.Statistics.Length; i++)
        {
            var value = Math.Cbrt(latent.Statistics[i].Value(_window));
            _smoothed[i] += latent.Smoothing * (value - _smoothed[i]);
            var deviate = Math.Max(latent.Single[i].Of(value), latent.Smoothed[i].Of(_smoothed[i]));
            if (deviate > largest)
                (largest, _strangest) = (deviate, i);
        }

        return largest;
    }
}
