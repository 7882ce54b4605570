using OrleansTwin.Twins.Anomaly;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Health.Live;

/// <summary>
/// Watches whether a live model still fits: by sequential tests (CUSUM, Page 1954) of minutes with a signal outside of what was
/// learned from, and of how often scores leave the limit against the stated share (for counts: Lucas 1985). Minutes of alerts
/// are about the machine, not the model, and take no part.
/// </summary>
internal sealed class ModelDrift
{
    /// <summary>Blocks of minutes whose largest scores are kept to set a limit by: three days of production.</summary>
    private const int BlocksMax = 288;

    /// <summary>With less than a day of them no limit is set.</summary>
    private const int BlocksMin = 96;

    /// <summary>Shares of minutes outside of the domain that are told apart.</summary>
    private const double OutsideUsual = 0.01;
    private const double OutsideStrange = 0.2;

    /// <summary>Some twenty minutes outside in a row are a flag; after four times as many it is to be withdrawn.</summary>
    private const double OutsideFlag = 60;
    private const double OutsideEnd = 240;

    /// <summary>Runs beyond the limit that are told apart: the stated share of minutes, and so many times it.</summary>
    private const double RunsStrange = 10;

    /// <summary>Three within seventeen hours at a stated 0.01 %; at the stated share once in some ten years.</summary>
    private const double RunsFlag = 6;

    private readonly Queue<double> _largest = new();
    private double _outside;
    private double _runs;
    private double _blockLargest;
    private int _blockMinutes;

    /// <summary>Inputs have left what the model was learned from.</summary>
    public bool IsOutside => _outside >= OutsideFlag;

    /// <summary>For so long that the model is to be withdrawn.</summary>
    public bool IsLost => _outside >= OutsideEnd;

    /// <summary>Scores are beyond the limit more often than the model states.</summary>
    public bool IsRestless => _runs >= RunsFlag;

    /// <summary>Nothing of what was seen speaks against the model any more.</summary>
    public bool IsCalm => _outside == 0 && _runs == 0;

    /// <summary>A minute that was judged while no alert stood.</summary>
    /// <param name="score">Its score.</param>
    /// <param name="isOutside">A signal was outside of what was learned from.</param>
    /// <param name="isNewRun">It is the first beyond the limit after some that were within.</param>
    /// <param name="falseAlarmShare">What the model states.</param>
    public void Push(double score, bool isOutside, bool isNewRun, double falseAlarmShare)
    {
        _outside = Math.Clamp(
            _outside + Math.Log(isOutside ? OutsideStrange / OutsideUsual : (1 - OutsideStrange) / (1 - OutsideUsual)), 0,
            OutsideEnd);
        _runs = Math.Max(0, _runs + (isNewRun ? Math.Log(RunsStrange) : 0) - ((RunsStrange - 1) * falseAlarmShare));
        _blockLargest = Math.Max(_blockLargest, score);
        if (++_blockMinutes < ModelTrial.BlockMinutes)
            return;
        _largest.Enqueue(_blockLargest);
        if (_largest.Count > BlocksMax)
            _largest.Dequeue();
        (_blockLargest, _blockMinutes) = (0, 0);
    }

    /// <summary>
    /// The limit that the stated share of minutes passes, by the largest scores of recent blocks (Gumbel's law, Gumbel 1958), and
    /// none of them at least; null: there are too few.
    /// </summary>
    public double? LimitBy(double falseAlarmShare)
    {
        if (_largest.Count < BlocksMin)
            return null;
        var (mean, variance) = EffectiveRows.Moments([.. _largest]);
        var scale = Math.Sqrt(6 * variance) / Math.PI;
        var mode = mean - (0.5772156649 * scale);
        var share = ModelTrial.BlockMinutes * falseAlarmShare;
        return Math.Max(mode - (scale * Math.Log(-Math.Log(1 - share))), _largest.Max());
    }

    public void Write(StateWriter writer)
    {
        foreach (var number in new[] { _outside, _runs, _blockLargest })
            writer.WriteDouble(number);
        writer.WriteCount(_blockMinutes);
        writer.WriteDoubles([.. _largest]);
    }

    /// <exception cref="StateFormatException">The bytes are no such state.</exception>
    public static ModelDrift Read(ref StateReader reader)
    {
        var drift = new ModelDrift
        {
            _outside = reader.ReadDouble(),
            _runs = reader.ReadDouble(),
            _blockLargest = reader.ReadDouble(),
            _blockMinutes = reader.ReadCount(ModelTrial.BlockMinutes),
        };
        foreach (var largest in reader.ReadDoubles(BlocksMax))
            drift._largest.Enqueue(largest);
        return drift;
    }
}
