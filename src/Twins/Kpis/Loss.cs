namespace OrleansTwin.Twins.Kpis;

/// <summary>
/// One of the six big losses: its time in ticks, and how often it happened where that is counted. Reduced speed is negative where
/// the ideal cycle time was beaten, and null (with both quality losses) where no ideal cycle time is known.
/// </summary>
public readonly record struct Loss(string Id, string Name, long? Ticks, long? Events);
