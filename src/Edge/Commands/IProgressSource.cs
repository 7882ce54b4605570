namespace OrleansTwin.Edge.Commands;

/// <summary>Work whose progress is shown; asked from another thread than the one that works.</summary>
internal interface IProgressSource
{
    /// <summary>0 to 1.</summary>
    double Fraction { get; }

    /// <summary>Why nothing moves just now; null: all is well.</summary>
    string? Trouble { get; }
}
