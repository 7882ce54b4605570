namespace OrleansTwin.Store;

/// <summary>Something that a check found damaged: where, and what is affected.</summary>
public sealed record StoreFinding(string Table, string Text);
