namespace OrleansTwin.Twins.Learning;

/// <summary>A start and a weight for each input.</summary>
public sealed record LinearModel(double Start, double[] Weights);
