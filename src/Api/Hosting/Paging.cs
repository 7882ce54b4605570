namespace OrleansTwin.Api.Hosting;

/// <summary>One page of a list. <paramref name="NextCursor"/> asks for the next one; null: this was the last.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>
/// Which page: at most <paramref name="Limit"/> items after the cursor of the page before; null: from the beginning.
/// </summary>
public sealed record PageQuery(int Limit, string? Cursor = null);
