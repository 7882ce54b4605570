using OrleansTwin.Twins.Reports;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Composites;

/// <summary>One bucket of a composite: the latest report of each child and part, and their sum.</summary>
internal sealed class CompositeBucket(long bucketTicks)
{
    private const int ChildrenMax = 1_000_000;

    private readonly Dictionary<(string ChildId, ReportPart Part), Entry> _entries = [];

    public long BucketTicks { get; } = bucketTicks;

    public PackedSlices Own { get; set; }

    /// <summary>
    /// The sum of the versions of what it holds: it rises with every newer report, and is the same in whatever order they came.
    /// </summary>
    public long Version { get; private set; }

    /// <summary>Children whose own report of this bucket is settled.</summary>
    public int SettledChildren { get; private set; }

    public long VersionOf(string childId, ReportPart part) =>
        _entries.TryGetValue((childId, part), out var entry) ? entry.Version : long.MinValue;

    /// <summary>Puts a child's report in place of its last one, and gives back what that one held.</summary>
    public PackedSlices Replace(BucketReport report, PackedSlices slices)
    {
        var key = (report.TwinId, report.Part);
        var old = _entries.GetValueOrDefault(key);
        Version += report.Version - old.Version;
        _entries[key] = new Entry(report.Version, report.IsSettled, slices);
        if (report.Part == ReportPart.Own)
            SettledChildren += (report.IsSettled ? 1 : 0) - (old.IsSettled ? 1 : 0);
        return old.Slices;
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
            var entry = bucket._entries[key] = new Entry(reader.ReadInt64(), reader.ReadBool(), PackedSlices.Read(ref reader));
            bucket.Version += entry.Version;
        }
        return bucket;
    }

    private readonly record struct Entry(long Version, bool IsSettled, PackedSlices Slices);
}
