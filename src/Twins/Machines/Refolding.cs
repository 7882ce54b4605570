using OrleansTwin.Twins.Elements;

namespace OrleansTwin.Twins.Machines;

/// <summary>
/// Works off a machine's refold requests: each bucket is folded again from its opening state, then the next one while the closing
/// state differs from what the next was folded from. Every host does it this way, so that both come to the same elements.
/// </summary>
public static class Refolding
{
    /// <summary>
    /// Folds again all that the twin asks for; returns the number of buckets done. Results are appended to
    /// <paramref name="results"/> in the order they must be stored in; the past need not show them before this returns.
    /// A bucket whose samples are not all there any more stays as it was folded when they were.
    /// </summary>
    public static async ValueTask<int> RunAsync(
        MachineTwin twin, IMachinePast past, List<FoldedBucket> results, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(twin);
        ArgumentNullException.ThrowIfNull(past);
        ArgumentNullException.ThrowIfNull(results);
        var done = 0;
        while (twin.NextRefold is { } bucket)
        {
            var (start, opening) = await StartAsync(twin, past, bucket, cancellation).ConfigureAwait(false);
            if (!past.IsWhole(start) || !past.IsWhole(bucket))
            {
                twin.DeclineRefold(bucket);
                continue;
            }

            done += await WalkAsync(twin, past, start, opening, results, cancellation).ConfigureAwait(false);
        }

        return done;
    }

    private static async ValueTask<int> WalkAsync(
        MachineTwin twin,
        IMachinePast past,
        long bucket,
        ReadOnlyMemory<byte> opening,
        List<FoldedBucket> results,
        CancellationToken cancellation)
    {
        var knownTicks = 0L;
        for (var done = 1; ; done++)
        {
            var samples = twin.NewSamples();
            await past.ReadAsync(bucket, samples, cancellation).ConfigureAwait(false);
            var isOpen = twin.IsOpen(bucket);
            var refolded = twin.Refold(bucket, opening, samples);
            results.Add(refolded.Bucket);
            if (isOpen)
                return done;
            bucket += Buckets.WidthTicks;
            if (!past.IsWhole(bucket))
                return done;
            var kept = twin.IsOpen(bucket) ? twin.Opening : await past.OpeningAsync(bucket, cancellation).ConfigureAwait(false);
            if (kept is { } same && same.Span.SequenceEqual(refolded.Closing.Span))
                return done;
            if (kept is null && bucket > knownTicks)
                knownTicks = await KnownFromAsync(twin, past, bucket, cancellation).ConfigureAwait(false);
            if (kept is null && bucket > knownTicks)
                return done;
            opening = refolded.Closing;
        }
    }

    /// <summary>
    /// The next bucket from a gap's beginning on that something is known of: it was folded, is open or is to be folded again. 0:
    /// none within the time that a fold holds without a sample, so what was folded ends here, as it would have in order.
    /// </summary>
    private static async ValueTask<long> KnownFromAsync(
        MachineTwin twin, IMachinePast past, long bucket, CancellationToken cancellation)
    {
        var untilTicks = bucket + MachineFold.HoldTicksMax;
        if (twin.NextRefold is { } next && next >= bucket && next < untilTicks)
            return next;
        if (await past.FirstBucketFromAsync(bucket, untilTicks, cancellation).ConfigureAwait(false) is { } row)
            return row;
        var open = Buckets.StartOf(twin.WatermarkTicks);
        return open >= bucket && open < untilTicks ? open : 0;
    }

    /// <summary>A bucket without a row lies in a gap: the fold enters it from the last bucket before, or from nothing.</summary>
    private static async ValueTask<(long Bucket, ReadOnlyMemory<byte> Opening)> StartAsync(
        MachineTwin twin, IMachinePast past, long bucket, CancellationToken cancellation)
    {
        if (twin.IsOpen(bucket))
            return (bucket, twin.Opening);
        if (await past.OpeningAsync(bucket, cancellation).ConfigureAwait(false) is { } opening)
            return (bucket, opening);
        var since = bucket - MachineFold.HoldTicksMax;
        if (await past.LastBucketBeforeAsync(bucket, since, cancellation).ConfigureAwait(false) is { } before
            && await past.OpeningAsync(before, cancellation).ConfigureAwait(false) is { } earlier)
            return (before, earlier);
        return (bucket, default);
    }
}
