using System.Collections.Concurrent;
using OrleansTwin.Ingest.Rejects;

namespace OrleansTwin.Ingest.Tests;

/// <summary>All dead letters of a test.</summary>
internal sealed class DeadLetterList : IDeadLetters
{
    private readonly ConcurrentStack<DeadLetter> _letters = new();

    public void Add(DeadLetter letter) => _letters.Push(letter);

    /// <summary>Newest first.</summary>
    public IReadOnlyList<DeadLetter> Latest() => [.. _letters];
}
