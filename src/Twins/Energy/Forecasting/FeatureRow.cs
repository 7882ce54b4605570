namespace OrleansTwin.Twins.Energy.Forecasting;

/// <summary>Features one after the other.</summary>
internal ref struct FeatureRow(Span<float> values)
{
    private readonly Span<float> _values = values;

    public int Count { get; private set; }

    public void Add(float value) => _values[Count++] = value;
}
