using System.Buffers;
using System.Runtime.InteropServices;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Codecs;

/// <summary>Puts samples into the one order in which they fold and drops repetitions.</summary>
internal static class SampleOrder
{
    /// <summary>
    /// Sorts by <see cref="Sample.Compare"/> and keeps the first of equal samples. A natural merge sort: stored history is a few
    /// ordered runs, so one pass finds
    /// it ordered, or one merge per late run; and it is stable, which "the first" needs.
    /// </summary>
    public static void SortDistinct(List<Sample> samples)
    {
        if (IsStrictlyOrdered(CollectionsMarshal.AsSpan(samples)))
            return;
        var scratch = ArrayPool<Sample>.Shared.Rent(samples.Count);
        while (MergeRuns(CollectionsMarshal.AsSpan(samples), scratch))
            scratch.AsSpan(0, samples.Count).CopyTo(CollectionsMarshal.AsSpan(samples));
        ArrayPool<Sample>.Shared.Return(scratch, clearArray: true);
        CollectionsMarshal.SetCount(samples, Distinct(CollectionsMarshal.AsSpan(samples)));
    }

    public static bool IsStrictlyOrdered(ReadOnlySpan<Sample> samples)
    {
        for (var i = 1; i < samples.Length; i++)
        {
            if (Sample.Compare(samples[i - 1], samples[i]) >= 0)
                return false;
        }

        return true;
    }

    /// <summary>
    /// Merges each pair of neighbouring runs into <paramref name="to"/>; false (and nothing written) when there is only one run.
    /// </summary>
    private static bool MergeRuns(ReadOnlySpan<Sample> from, Span<Sample> to)
    {
        var middle = RunEnd(from, 0);
        if (middle == from.Length)
            return false;
        var start = 0;
        while (start < from.Length)
        {
            var end = middle < from.Length ? RunEnd(from, middle) : middle;
            Merge(from[start..middle], from[middle..end], to[start..end]);
            start = end;
            middle = start < from.Length ? RunEnd(from, start) : start;
        }

        return true;
    }

    private static int RunEnd(ReadOnlySpan<Sample> samples, int start)
    {
        var end = start + 1;
        while (end < samples.Length && Sample.Compare(samples[end - 1], samples[end]) <= 0)
            end++;
        return end;
    }

    private static void Merge(ReadOnlySpan<Sample> left, ReadOnlySpan<Sample> right, Span<Sample> to)
    {
        int l = 0, r = 0, at = 0;
        while (l < left.Length && r < right.Length)
            to[at++] = Sample.Compare(left[l], right[r]) <= 0 ? left[l++] : right[r++];
        left[l..].CopyTo(to[at..]);
        right[r..].CopyTo(to[(at + left.Length - l)..]);
    }

    private static int Distinct(Span<Sample> samples)
    {
        var kept = 1;
        for (var i = 1; i < samples.Length; i++)
        {
            if (Sample.Compare(samples[kept - 1], samples[i]) != 0)
                samples[kept++] = samples[i];
        }

        return kept;
    }
}
