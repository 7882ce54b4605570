namespace OrleansTwin.Twins.Simulation;

/// <summary>
/// What a sensor of the simulated plant sends: raw, as its source would, before conditioning. <paramref name="Sensor"/> is
/// its index in <see cref="TelemetryEmitter.Sensors"/>; <paramref name="AtTicks"/> is the source's time stamp (UTC); a text
/// sensor has <paramref name="Text"/>.
/// </summary>
public readonly record struct EmittedSample(int Sensor, long AtTicks, double Value, string? Text);
