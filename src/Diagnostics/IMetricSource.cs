namespace OrleansTwin.Diagnostics;

/// <summary>Something that has metrics to tell. Any thread may ask, at any time.</summary>
public interface IMetricSource
{
    IEnumerable<MetricFamily> Read();
}
