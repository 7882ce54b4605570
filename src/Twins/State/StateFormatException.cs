namespace OrleansTwin.Twins.State;

/// <summary>
/// A twin's snapshot can't be read: cut short, damaged, or of a version this program does not know. The twin is then rebuilt from
/// history.
/// </summary>
public sealed class StateFormatException : Exception
{
    public StateFormatException()
    {
    }

    public StateFormatException(string message)
        : base(message)
    {
    }

    public StateFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
