using OrleansTwin.Twins.Anomaly;
using OrleansTwin.Twins.Learning;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Health.Live;

/// <summary>
/// Judges a model on the minutes that follow those it was learned from, before it goes live. Scores are smoothed, so minutes
/// beyond the limit come in runs: blocks as long as the smoothing are counted, those with such a minute against those that chance
/// brings at the share that the model states (binomial).
/// </summary>
internal sealed class ModelTrial
{
    /// <summary>Minutes of a block.</summary>
    public const int BlockMinutes = 15;

    /// <summary>A model that is as it states is refused as rarely as this.</summary>
    private const double RefusedShare = 0.01;

    private int _minutes;
    private int _minutesBeyond;
    private int _beyond;
    private bool _isBeyond;

    private int Blocks => (_minutes + BlockMinutes - 1) / BlockMinutes;

    public void Push(in AnomalyScore score)
    {
        _isBeyond &= _minutes % BlockMinutes != 0;
        _minutes++;
        if (!score.IsAlarm)
            return;
        _minutesBeyond++;
        _beyond += _isBeyond ? 0 : 1;
        _isBeyond = true;
    }

    /// <summary>
    /// Whether no more blocks were beyond the limit than chance brings at the stated share of minutes, and most of the minutes
    /// could be judged.
    /// </summary>
    public bool Holds(double falseAlarmShare, int minutes) =>
        _minutes >= WatchedSignals.PresentShareMin * minutes && _beyond <= AllowedOf(Blocks, BlockMinutes * falseAlarmShare);

    public string Told(double falseAlarmShare) => FormattableString.Invariant(
        $"On {_minutes} minutes that it was not learned from, {_minutesBeyond} were beyond the limit, in {_beyond} of {Blocks} ")
        + FormattableString.Invariant(
            $"blocks of {BlockMinutes}; chance allows {AllowedOf(Blocks, BlockMinutes * falseAlarmShare)}.");

    /// <summary>The share of blocks beyond the limit, with its interval of 95 % (Wilson 1927).</summary>
    public ModelMetric Metric()
    {
        const double deviate = 1.96;
        var (count, share) = ((double)Blocks, (double)_beyond / Blocks);
        var centre = (share + (deviate * deviate / (2 * count))) / (1 + (deviate * deviate / count));
        var half = deviate / (1 + (deviate * deviate / count))
            * Math.Sqrt((share * (1 - share) / count) + (deviate * deviate / (4 * count * count)));
        return new ModelMetric(
            $"share of left-out blocks of {BlockMinutes} minutes beyond the limit", share, Math.Max(0, centre - half),
            Math.Min(1, centre + half));
    }

    public void Write(StateWriter writer)
    {
        foreach (var count in new[] { _minutes, _minutesBeyond, _beyond })
            writer.WriteCount(count);
        writer.WriteBool(_isBeyond);
    }

    /// <exception cref="StateFormatException">The bytes are no such state.</exception>
    public static ModelTrial Read(ref StateReader reader) => new()
    {
        _minutes = reader.ReadCount(HealthyRows.RowsMax),
        _minutesBeyond = reader.ReadCount(HealthyRows.RowsMax),
        _beyond = reader.ReadCount(HealthyRows.RowsMax),
        _isBeyond = reader.ReadBool(),
    };

    /// <summary>The fewest that are enough for all but the refused share of models that are as they state.</summary>
    private static int AllowedOf(int blocks, double share)
    {
        var (allowed, term) = (0, Math.Pow(1 - share, blocks));
        for (var sum = term; sum < 1 - RefusedShare && allowed < blocks; sum += term)
        {
            term *= (blocks - allowed) * share / ((allowed + 1) * (1 - share));
            allowed++;
        }

        return allowed;
    }
}
