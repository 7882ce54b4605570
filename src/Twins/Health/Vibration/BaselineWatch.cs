namespace OrleansTwin.Twins.Health.Vibration;

/// <summary>How a machine's own baseline is learned, and how far above it is an alarm.</summary>
/// <param name="Ratio">0.25: a quarter above the baseline.</param>
public sealed record BaselineOptions(double Ratio)
{
    /// <summary>So long new or newly mounted bearings run in, and settle at another level.</summary>
    public double RunInHours { get; init; } = 24;

    /// <summary>So long afterwards the machine counts as healthy.</summary>
    public double BaselineHours { get; init; } = 48;

    /// <summary>A longer time between two readings is a pause, and does not count as operation.</summary>
    public double PauseHours { get; init; } = 1;

    /// <summary>So many readings in a row must be above.</summary>
    public int Confirmations { get; init; } = 3;

    /// <summary>Below this share of the baseline the machine stands.</summary>
    public double StandingShare { get; init; } = 0.5;
}

/// <summary>
/// One vibration reading of one bearing, held against the median of its own first healthy hours of operation. Nothing of what
/// comes later enters the baseline.
/// </summary>
public sealed class BaselineWatch(BaselineOptions options)
{
    /// <summary>More readings of the baseline don't move its median: the first count.</summary>
    private const int BaselineReadingsMax = 10_000;

    private readonly List<double> _healthy = [];
    private DateTime _last = DateTime.MinValue;
    private int _above;

    public double OperatingHours { get; private set; }

    /// <summary>NaN until it is known.</summary>
    public double Baseline { get; private set; } = double.NaN;

    public bool IsAlarm => _above >= options.Confirmations;

    /// <param name="at">Not before the last reading's.</param>
    /// <param name="value">Above 0; others, and NaN, are readings of nothing.</param>
    public void Push(DateTime at, double value)
    {
        if (at < _last)
            throw new ArgumentException($"A reading of {at:u} comes behind one of {_last:u}; expected order.", nameof(at));
        var hours = _last == DateTime.MinValue ? 0 : (at - _last).TotalHours;
        OperatingHours += hours <= options.PauseHours ? hours : 0;
        _last = at;
        if (!(value > 0) || double.IsInfinity(value))
            return;
        if (double.IsNaN(Baseline))
            Learn(value);
        else if (value >= options.StandingShare * Baseline)
            _above = value > (1 + options.Ratio) * Baseline ? _above + 1 : 0;
    }

    private void Learn(double value)
    {
        if (OperatingHours < options.RunInHours)
            return;
        if (_healthy.Count < BaselineReadingsMax)
            _healthy.Add(value);
        if (OperatingHours < options.RunInHours + options.BaselineHours)
            return;
        _healthy.Sort();
        Baseline = _healthy[_healthy.Count / 2];
        _healthy.Clear();
    }
}
