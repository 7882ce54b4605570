using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Bench.History;

/// <summary>One sensor's samples, in order.</summary>
internal sealed record Signal(string Name, Sample[] Samples);
