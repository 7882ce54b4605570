using OrleansTwin.Ingest.Conditioners;

namespace OrleansTwin.Ingest.Tags;

/// <summary>Where a tag's values go and what is done to them on the way.</summary>
public sealed class SensorPlan(string id, int key, ConditioningPlan conditioning, bool isFedByPath)
{
    /// <summary>The sensor's path.</summary>
    public string Id => id;

    /// <summary>The sensor's stable key.</summary>
    public int Key => key;

    /// <summary>Whether its tag is its path.</summary>
    public bool IsFedByPath => isFedByPath;

    /// <summary>Shared by all sensors that are conditioned alike.</summary>
    public ConditioningPlan Conditioning => conditioning;
}
