using System.Buffers;
using OrleansTwin.Ingest.Rejects;

namespace OrleansTwin.Ingest.Sources;

/// <summary>
/// Samples that were decoded by their source, in a pooled array. The source fills it, submits it in a
/// <see cref="SourceMessage"/>, and may dispose it when its acknowledger has heard of it. <see cref="Refusals"/> tells what the
/// pipeline did not take.
/// </summary>
public sealed class RawBatch : IDisposable
{
    public const int RefusalsMax = 10;

    private RawSample[] _samples;
    private List<Refusal>? _refusals;
    private List<RefusedItem>? _refused;

    public RawBatch(int capacity = 256) => _samples = ArrayPool<RawSample>.Shared.Rent(capacity);

    public int Count { get; private set; }

    public ReadOnlySpan<RawSample> Samples => _samples.AsSpan(0, Count);

    /// <summary>The first <see cref="RefusalsMax"/> refused samples; complete once the acknowledger was called.</summary>
    public IReadOnlyList<Refusal> Refusals => _refusals ?? (IReadOnlyList<Refusal>)[];

    /// <summary>Items that the source could not read; the pipeline counts and dead-letters them.</summary>
    internal IReadOnlyList<RefusedItem> Refused => _refused ?? (IReadOnlyList<RefusedItem>)[];

    public void Add(in RawSample sample)
    {
        if (Count == _samples.Length)
            Grow();
        _samples[Count++] = sample;
    }

    /// <summary>Puts the samples into another order.</summary>
    public void Shuffle(Random random) => random.Shuffle(_samples.AsSpan(0, Count));

    public void Clear()
    {
        _samples.AsSpan(0, Count).Clear();
        _refusals?.Clear();
        _refused?.Clear();
        Count = 0;
    }

    public void Dispose()
    {
        ArrayPool<RawSample>.Shared.Return(_samples, clearArray: true);
        _samples = [];
        Count = 0;
    }

    /// <summary>
    /// Adds an item that can't be read; its index is its place among samples and refused items together, and rises from one to
    /// the next.
    /// <paramref name="item"/> is its text, of which the beginning is kept.
    /// </summary>
    public void AddRefused(in Refusal refusal, ReadOnlySpan<byte> item) =>
        (_refused ??= []).Add(
            new RefusedItem(refusal, item[..Math.Min(item.Length, DeadLetter.HeadBytesMax)].ToArray(), item.Length));

    internal void Refuse(Refusal refusal)
    {
        if ((_refusals ??= []).Count < RefusalsMax)
            _refusals.Add(refusal);
    }

    private void Grow()
    {
        var larger = ArrayPool<RawSample>.Shared.Rent(Math.Max(16, Count * 2));
        Samples.CopyTo(larger);
        ArrayPool<RawSample>.Shared.Return(_samples, clearArray: true);
        _samples = larger;
    }
}

/// <summary>A refusal with the beginning of what was refused, and the length of all of it.</summary>
internal readonly record struct RefusedItem(Refusal Refusal, byte[] Head, int Bytes);
