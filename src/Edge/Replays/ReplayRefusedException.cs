using OrleansTwin.Runtime.Commands;

namespace OrleansTwin.Edge.Replays;

/// <summary>What was asked for can't be replayed; the message tells why, and what can.</summary>
internal sealed class ReplayRefusedException(string message) : CommandException(Runtime.Commands.ExitCode.BadInput, message);
