namespace OrleansTwin.Twins.Model;

/// <summary>
/// Which trained model of remaining life follows a machine, and how what the machine tells becomes the model's rows.
/// </summary>
/// <param name="Model">Name of a model that was handed to the host.</param>
/// <param name="CycleTicks">So much production is a cycle; 0: <paramref name="CycleParts"/> are.</param>
/// <param name="CycleParts">So many pieces, good or not, are a cycle; 0: <paramref name="CycleTicks"/> are.</param>
/// <param name="Sensors">
/// By the model's column the local id of the sensor that tells it; a column that is not named is told by the sensor of its name.
/// </param>
/// <param name="TaskId">The maintenance task after which life begins anew; null: the machine's first.</param>
public sealed record LifeModelUse(
    string Model, long CycleTicks, long CycleParts, IReadOnlyDictionary<string, string> Sensors, string? TaskId)
{
    /// <summary>Local id of the sensor that tells a column.</summary>
    public string SensorOf(string column) => Sensors.GetValueOrDefault(column) ?? column;
}
