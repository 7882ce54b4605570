namespace OrleansTwin.Twins.Samples;

/// <summary>A conditioned sample and the stable key that the host's store gave its sensor.</summary>
public readonly record struct SensorSample(int SensorKey, Sample Sample);
