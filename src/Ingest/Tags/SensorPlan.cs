using OrleansTwin.Ingest.Conditioners;

namespace OrleansTwin.Ingest.Tags;

/// <summary>Where a tag's values go and what is done to them on the way. A struct: there may be a million.</summary>
/// <param name="Id">The sensor's path.</param>
/// <param name="Key">The sensor's stable key.</param>
/// <param name="Conditioning">Shared by all sensors that are conditioned alike.</param>
/// <param name="IsFedByPath">Whether its tag is its path.</param>
public readonly record struct SensorPlan(string Id, int Key, ConditioningPlan Conditioning, bool IsFedByPath)
{
    /// <summary>False for the default value: no sensor.</summary>
    public bool IsKnown => Conditioning is not null;
}
