namespace OrleansTwin.Twins.Health.Features;

/// <summary>
/// A straight line through a signal's past, recent cycles weighing more: level and slope now, and the weighted mean. A cycle of
/// age a weighs (1 - 1/span)^a. Five sums are kept, whatever the length of the past. A missing value passes time and weighs
/// nothing.
/// </summary>
public struct LocalTrend
{
    // Pulls the slope to 0 while there are few cycles: as if so much more squared age had been seen flat.
    private const double SlopeShrinkage = 50;

    private double _weight;
    private double _age;
    private double _squaredAge;
    private double _value;
    private double _ageValue;

    /// <summary>NaN before the first value.</summary>
    public readonly double Mean => _value / _weight;

    /// <summary>
    /// Change for each cycle. Both sums are those of the textbook times the squared weight, for a single division.
    /// </summary>
    public readonly double Slope =>
        ((_age * _value) - (_weight * _ageValue)) / ((_weight * (_squaredAge + SlopeShrinkage)) - (_age * _age));

    /// <summary>The line's value at the last cycle.</summary>
    public readonly double Level => (_value + (Slope * _age)) / _weight;

    /// <param name="value">The next cycle's.</param>
    /// <param name="span">How many cycles it looks back, about; the same at each call.</param>
    /// <param name="weight">How much the value counts beside others; 1 in the mean.</param>
    public void Push(double value, double span, double weight = 1)
    {
        var keep = 1 - (1 / span);
        _squaredAge = keep * (_squaredAge + (2 * _age) + _weight);
        _age = keep * (_age + _weight);
        _ageValue = keep * (_ageValue + _value);
        (_weight, _value) = (keep * _weight, keep * _value);
        if (double.IsNaN(value))
            return;
        (_weight, _value) = (_weight + weight, _value + (weight * value));
    }
}
