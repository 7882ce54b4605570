namespace OrleansTwin.Twins.Learning;

/// <summary>Bytes are no model that this program can use: another kind, a newer layout, cut short or damaged.</summary>
public sealed class ModelFormatException : Exception
{
    public ModelFormatException()
    {
    }

    public ModelFormatException(string message)
        : base(message)
    {
    }

    public ModelFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
