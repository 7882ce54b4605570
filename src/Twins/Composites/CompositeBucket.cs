using OrleansTwin.Twins.Reports;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Composites;

/// <summary>One bucket of a composite: the latest report of each child and part, and their sum.</summary>
internal sealed class CompositeBucket(long bucketTicks)
{
    private const int ChildrenMax = 1_000_000;

    private readonly Dictionary<(string ChildId, ReportPart Part), Entry> _entries = [];

    public long BucketTicks { get; } = bucketTicks;

    /// <summary>The sum, save while the twin holds it unpacked.</summary>
    public PackedSlices Own { get; private init; } = new();

    /// <summary>True from a change until the twin's report of it is taken.</summary>
    public bool IsDue { get; set; }

    /// <summary>
    /// The sum of the versions of what it holds: it rises with every newer report, and is the same in whatever order they came.
    /// </summary>
    public long Version { get; private set; }

    /// <summary>Children whose own report of this bucket is settled.</summary>
    public int SettledChildren { get; private set; }

    /// <summary>
    /// Puts a child's report in place of its last one, and exchanges their elements in the sum; false where it is not newer.
    /// </summary>
    public bool Replace(in BucketView report, SliceSums sums, SpareBuffers buffers)
    {
        if (!_entries.TryGetValue((report.TwinId, report.Part), out var entry))
            _entries.Add((report.TwinId, report.Part), entry = new Entry(new PackedSlices()));
        else if (report.Version <= entry.Version)
            return false;
        entry.Slices.SubtractFrom(sums);
        sums.Add(report.Slices);
        entry.Slices.Set(report.Slices, isOpen: !report.IsSettled, buffers);
        Version += report.Version - entry.Version;
        if (report.Part == ReportPart.Own)
            SettledChildren += (report.IsSettled ? 1 : 0) - (entry.IsSettled ? 1 : 0);
        (entry.Version, entry.IsSettled) = (report.Version, report.IsSettled);
        return true;
    }

    /// <summary>
    /// Counts the settled ones anew among the children that are there now; the elements of a child that left stay in the sum.
    /// </summary>
    public void CountSettled(HashSet<string> childIds)
    {
        SettledChildren = 0;
        foreach (var ((childId, part), entry) in _entries)
        {
            if (part == ReportPart.Own && entry.IsSettled && childIds.Contains(childId))
                SettledChildren++;
        }
    }

    public void Write(StateWriter writer)
    {
        writer.WriteInt64(BucketTicks);
        Own.Write(writer);
        writer.WriteCount(_entries.Count);
        foreach (var ((childId, part), entry) in _entries
            .OrderBy(each => each.Key.ChildId, StringComparer.Ordinal).ThenBy(each => each.Key.Part))
        {
            writer.WriteString(childId);
            writer.WriteByte((byte)part);
            writer.WriteInt64(entry.Version);
            writer.WriteBool(entry.IsSettled);
            entry.Slices.Write(writer);
        }
    }

    public static CompositeBucket Read(ref StateReader reader)
    {
        var bucket = new CompositeBucket(reader.ReadInt64()) { Own = PackedSlices.Read(ref reader) };
        for (var left = reader.ReadCount(ChildrenMax); left > 0; left--)
        {
            var key = (reader.ReadText(), (ReportPart)reader.ReadByte((byte)ReportPart.Flow));
            var (version, isSettled) = (reader.ReadInt64(), reader.ReadBool());
            bucket._entries[key] = new Entry(PackedSlices.Read(ref reader)) { Version = version, IsSettled = isSettled };
            bucket.Version += version;
        }
        return bucket;
    }

    private sealed class Entry(PackedSlices slices)
    {
        public long Version { get; set; }

        public bool IsSettled { get; set; }

        public PackedSlices Slices { get; } = slices;
    }
}
