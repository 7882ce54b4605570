namespace OrleansTwin.Sim.Tests.World;

/// <summary>A message that the broker has taken from its publisher.</summary>
internal sealed record Message(string Topic, byte[] Payload);
