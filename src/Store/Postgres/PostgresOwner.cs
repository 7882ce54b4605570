namespace OrleansTwin.Store.Postgres;

/// <summary>Who takes a schema, where several processes may come to own it one after the other.</summary>
/// <param name="Name">What its sessions are called at the server.</param>
/// <param name="IsGone">
/// Whether it is known for certain that a former owner, by the name of its sessions, has been given up by all others: its
/// sessions are ended, so that nobody waits until the server misses it. It writes no more: each of its connections finds the
/// schema taken. Who is not known to be gone is left alone.
/// </param>
public sealed record PostgresOwner(string Name, Func<string, bool> IsGone);
