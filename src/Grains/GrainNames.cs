namespace OrleansTwin.Grains;

/// <summary>
/// Names of the grain types: part of their identity between processes, and what an operator reads on the dashboard.
/// </summary>
internal static class GrainNames
{
    public const string Plant = "plant";
    public const string Feed = "feed";
    public const string Shard = "shard";
    public const string Composite = "composite";
    public const string Machine = "machine";
    public const string Sensor = "sensor";
}
