using OrleansTwin.Twins.Reports;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Composites;

/// <content>
/// Snapshots hold the buckets from the first one that is not settled. Those before it are in the host's store with their
/// children's reports: a restored twin has them composed anew, should one change.
/// </content>
public sealed partial class CompositeTwin
{
    private const byte Layout = 1;

    /// <summary>The same inputs in the same order give the same bytes.</summary>
    public void Write(StateWriter writer)
    {
        Pack();
        writer.WriteVersion(Layout);
        writer.WriteString(Id);
        writer.WriteInt64(_newestTicks);
        var settledTo = SettledToTicks();
        writer.WriteInt64(settledTo);
        writer.WriteInt64(_own.Version);
        writer.WriteCount(_childIds.Length);
        for (var i = 0; i < _childIds.Length; i++)
        {
            writer.WriteString(_childIds[i]);
            WriteLive(writer, _live[i]);
        }
        _beginnings.Write(writer);
        var open = _buckets.Values.Where(bucket => bucket.BucketTicks > settledTo).OrderBy(bucket => bucket.BucketTicks).ToList();
        writer.WriteCount(open.Count);
        foreach (var bucket in open)
            bucket.Write(writer);
    }

    /// <summary>
    /// Continues from a snapshot, with the children it had; <see cref="Reconfigure"/> follows where the plant has others now.
    /// </summary>
    /// <exception cref="StateFormatException">The bytes are damaged or of a newer layout.</exception>
    public static CompositeTwin Read(ref StateReader reader, int bucketsKept = DefaultBucketsKept)
    {
        reader.ReadVersion(Layout);
        var twin = new CompositeTwin(reader.ReadText(), [], bucketsKept)
        {
            _newestTicks = reader.ReadInt64(),
            _droppedToTicks = reader.ReadInt64(),
        };
        twin.ReadChildren(ref reader);
        twin._beginnings.Read(ref reader);
        for (var left = reader.ReadCount(reader.Remaining); left > 0; left--)
        {
            var bucket = CompositeBucket.Read(ref reader);
            twin._buckets[bucket.BucketTicks] = bucket;
        }
        var present = twin._childIds.ToHashSet(StringComparer.Ordinal);
        foreach (var bucket in twin._buckets.Values)
            bucket.CountSettled(present);
        return twin;
    }

    /// <summary>The last bucket before which (and with which) all kept ones are settled.</summary>
    private long SettledToTicks()
    {
        var settledTo = _droppedToTicks;
        foreach (var bucket in _buckets.Values.OrderBy(bucket => bucket.BucketTicks))
        {
            if (!IsSettled(bucket))
                break;
            settledTo = bucket.BucketTicks;
        }
        return settledTo;
    }

    private void ReadChildren(ref StateReader reader)
    {
        var ownVersion = reader.ReadInt64();
        _childIds = new string[reader.ReadCount(reader.Remaining)];
        _live = new LiveReport[_childIds.Length];
        for (var i = 0; i < _childIds.Length; i++)
        {
            _childIds[i] = reader.ReadText();
            _live[i] = ReadLive(ref reader);
            LiveSums.Add(ref _own, _live[i]);
        }
        _own.NewestSourceTicks = LiveSums.Newest(_live);
        _own.Version = ownVersion;
    }

    private static void WriteLive(StateWriter writer, in LiveReport live)
    {
        writer.WriteInt64(live.Version);
        writer.WriteInt64(live.PowerMilliwatts);
        writer.WriteInt64(live.NewestSourceTicks);
        writer.WriteInt32(live.ActiveAlarms);
        foreach (var count in live.Machines)
            writer.WriteInt32(count);
    }

    private static LiveReport ReadLive(ref StateReader reader)
    {
        var live = new LiveReport
        {
            Version = reader.ReadInt64(),
            PowerMilliwatts = reader.ReadInt64(),
            NewestSourceTicks = reader.ReadInt64(),
            ActiveAlarms = reader.ReadInt32(),
        };
        foreach (ref var count in (Span<int>)live.Machines)
            count = reader.ReadInt32();
        return live;
    }
}
