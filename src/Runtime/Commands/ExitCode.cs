namespace OrleansTwin.Runtime.Commands;

/// <summary>What the process returns.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>Something outside did not work: a port, a disk, a broker.</summary>
    public const int Failed = 1;

    /// <summary>What the user gave is wrong: arguments, settings, a plant file, a folder of recordings.</summary>
    public const int BadInput = 2;

    /// <summary>Stopped by a signal before a command that ends by itself was through.</summary>
    public const int Interrupted = 130;
}

/// <summary>A command can't go on, for a reason that its message tells with its remedy.</summary>
internal class CommandException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public int ExitCode => exitCode;
}
