using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Editing;

/// <summary>
/// A tag for the sensor with path <paramref name="SensorId"/>. A sensor that is not there yet takes <paramref name="Name"/>,
/// <paramref name="Unit"/> (null: none) and <paramref name="Kind"/>, what the tag's values look like.
/// </summary>
public sealed record SensorTag(string SensorId, string Tag, ValueKind Kind, string? Name = null, string? Unit = null);
